#ifndef TRANCHE_CSQLITE_H
#define TRANCHE_CSQLITE_H
#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast macro, which Swift does not import.
static inline sqlite3_destructor_type tranche_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// sqlite3_db_config is variadic. Keeps the log when the last connection closes: no sync then, and no
// new log to begin by the next program.
static inline int tranche_sqlite_keep_log(sqlite3 *db) {
    return sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

#endif
