import ArgumentParser

/// An option as ``PlainlyRead`` commands know it: its names, and where its values go.
struct PlainWord<Settings> {
    let names: [String]
    let takesValue: Bool
    /// Stores the values that were given, in order, or else the default; false when one is wrong.
    let store: (inout Settings, [String]) -> Bool

    static func flag(
        _ names: String..., store: @escaping (inout Settings, Bool) -> Void
    ) -> Self {
        Self(names: names, takesValue: false) { settings, values in
            store(&settings, !values.isEmpty)
            return true
        }
    }

    /// A text that may be left out; the last one given counts.
    static func text(
        _ names: String..., store: @escaping (inout Settings, String?) -> Void
    ) -> Self {
        Self(names: names, takesValue: true) { settings, values in
            store(&settings, values.last)
            return true
        }
    }

    static func list(
        _ names: String..., store: @escaping (inout Settings, [String]) -> Void
    ) -> Self {
        Self(names: names, takesValue: true) { settings, values in
            store(&settings, values)
            return true
        }
    }

    /// A value of some type; each one given must be right, and the last one counts.
    static func value<Value: ExpressibleByArgument>(
        _ names: String..., store: @escaping (inout Settings, Value?) -> Void
    ) -> Self {
        Self(names: names, takesValue: true) { settings, texts in
            var value: Value?
            for text in texts {
                value = Value(argument: text)
                if value == nil { return false }
            }
            store(&settings, value)
            return true
        }
    }
}

extension PlainWord<RunOptions> {
    /// The same option among those of a command.
    func inside<Command: PlainlyRead>(_ command: Command.Type) -> PlainWord<Command> {
        PlainWord<Command>(names: names, takesValue: takesValue) { [store] command, values in
            store(&command.options, values)
        }
    }
}
