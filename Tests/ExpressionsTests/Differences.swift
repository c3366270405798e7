/// Where this program's answer is not PostgreSQL's.
let differences: [String: Answer] = [:]
