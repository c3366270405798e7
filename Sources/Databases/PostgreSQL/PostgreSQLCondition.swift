import TrancheColumnar

/// Conditions as PostgreSQL writes them.
struct PostgreSQLCondition {
    let columns: [PostgreSQLSelection.Column]

    /// The condition as SQL; `nil` unless the server means exactly the same by it.
    func sql(_ condition: RowCondition) -> String? {
        switch condition {
        case .compare(let field, let comparison, let constant):
            let isEquality = comparison == .equal || comparison == .notEqual
            guard let column = operand(field, isEquality: isEquality),
                isComparable(field.type, constant.type)
            else { return nil }
            return "\(column) \(comparison.rawValue) \(literal(constant))"
        case .member(let field, let constants, let hasNull):
            guard let column = operand(field, isEquality: true),
                constants.allSatisfy({ isComparable(field.type, $0.type) })
            else { return nil }
            let items = constants.map(literal) + (hasNull ? ["NULL"] : [])
            return "\(column) IN (\(items.joined(separator: ", ")))"
        case .isNull(let field):
            return column(field).map { "\(SQLDialect.postgresql.quoted($0.name)) IS NULL" }
        case .holds(let field):
            return field.type == .boolean ? operand(field, isEquality: true) : nil
        case .isTruth(let inner, let truth):
            return sql(inner).map { "(\($0)) IS \(truth ? "TRUE" : "FALSE")" }
        case .not(let inner):
            return sql(inner).map { "NOT (\($0))" }
        case .and(let parts): return joined(parts, by: " AND ")
        case .or(let parts): return joined(parts, by: " OR ")
        }
    }

    private func joined(_ parts: [RowCondition], by word: String) -> String? {
        let texts = parts.compactMap(sql)
        guard texts.count == parts.count, !texts.isEmpty else { return nil }
        return "(" + texts.joined(separator: word) + ")"
    }

    private func column(_ field: Field) -> PostgreSQLSelection.Column? {
        columns.first { $0.name == field.name }
    }

    /// The column as it is compared; `nil` when the server's type is not the one that we compare by.
    ///
    /// A real, for one, is not compared as its shortest text, and a char not with its blanks.
    private func operand(_ field: Field, isEquality: Bool) -> String? {
        guard let column = column(field) else { return nil }
        let name = SQLDialect.postgresql.quoted(column.name)
        let types: [UInt32] =
            switch field.type {
            case .boolean: [PostgreSQLType.boolean]
            case .bigint: [PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.int8]
            case .doublePrecision: [PostgreSQLType.float8]
            case .numeric: [PostgreSQLType.numeric]
            case .text: [PostgreSQLType.text, PostgreSQLType.varchar]
            case .date: [PostgreSQLType.date]
            case .timestamp: [PostgreSQLType.timestamp]
            case .timestamptz: [PostgreSQLType.timestamptz]
            case .uuid: [PostgreSQLType.uuid]
            case .bytea, .json: []
            }
        guard types.contains(column.baseType) else { return nil }
        // Under the database's own collation equal texts are equal bytes; an index is of use then.
        guard field.type == .text, !(isEquality && column.hasDefaultCollation) else { return name }
        return name + " COLLATE \"C\""
    }

    private func isComparable(_ column: DataType, _ constant: DataType) -> Bool {
        column == constant
            || column == .bigint && (constant == .numeric || constant == .doublePrecision)
    }

    private func literal(_ constant: RowCondition.Constant) -> String {
        SQLDialect.postgresql.literal(constant.text) + "::" + constant.type.rawValue
    }
}
