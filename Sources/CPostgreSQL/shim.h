#ifndef TRANCHE_CPOSTGRESQL_H
#define TRANCHE_CPOSTGRESQL_H
#include <dlfcn.h>
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#elif __has_include("/opt/homebrew/opt/libpq/include/libpq-fe.h")
#include "/opt/homebrew/opt/libpq/include/libpq-fe.h"
#elif __has_include("/usr/local/opt/libpq/include/libpq-fe.h")
#include "/usr/local/opt/libpq/include/libpq-fe.h"
#else
#error "libpq-fe.h is missing: apt-get install libpq-dev, or brew install libpq"
#endif

// libpq brings TLS and Kerberos along, whose start takes longer than all of Tranche's, and not everyone
// has it: so it is not linked, but loaded when the first connection is asked for. The header gives the
// types, and these are the functions in use.
#define TRANCHE_PQ(X) \
    X(PQcancel) X(PQclear) X(PQcmdStatus) X(PQcmdTuples) X(PQconnectPoll) X(PQconnectStartParams) \
    X(PQconninfo) X(PQconninfoFree) X(PQconninfoParse) X(PQconsumeInput) X(PQdb) X(PQdescribePrepared) \
    X(PQerrorMessage) X(PQfinish) X(PQflush) X(PQfname) X(PQfreeCancel) X(PQfreemem) X(PQftype) \
    X(PQgetCancel) X(PQgetCopyData) X(PQgetisnull) X(PQgetlength) X(PQgetResult) X(PQgetvalue) \
    X(PQhost) X(PQisBusy) X(PQlibVersion) X(PQnfields) X(PQntuples) X(PQport) X(PQprepare) \
    X(PQputCopyData) X(PQputCopyEnd) X(PQresultErrorField) X(PQresultStatus) X(PQsendDescribePrepared) \
    X(PQsendPrepare) X(PQsendQuery) X(PQsendQueryParams) X(PQserverVersion) X(PQsetNoticeProcessor) \
    X(PQsetSingleRowMode) X(PQsetnonblocking) X(PQsocket) X(PQstatus) X(PQtransactionStatus) X(PQuser)

typedef struct tranche_pq {
#define TRANCHE_PQ_FIELD(name) __typeof__(&name) name;
    TRANCHE_PQ(TRANCHE_PQ_FIELD)
#undef TRANCHE_PQ_FIELD
} tranche_pq;

// Finds every function in a loaded library; gives the name of the first that is missing, else NULL.
static inline const char *tranche_pq_find(tranche_pq *pq, void *library) {
#define TRANCHE_PQ_FIND(name) \
    if (!(pq->name = (__typeof__(&name))dlsym(library, #name))) return #name;
    TRANCHE_PQ(TRANCHE_PQ_FIND)
#undef TRANCHE_PQ_FIND
    return (const char *)0;
}

// PG_DIAG_ codes are character literals in macros, which Swift does not import.
typedef enum tranche_diag {
    TRANCHE_DIAG_SQLSTATE = PG_DIAG_SQLSTATE,
    TRANCHE_DIAG_PRIMARY = PG_DIAG_MESSAGE_PRIMARY,
    TRANCHE_DIAG_DETAIL = PG_DIAG_MESSAGE_DETAIL,
    TRANCHE_DIAG_HINT = PG_DIAG_MESSAGE_HINT,
    TRANCHE_DIAG_CONTEXT = PG_DIAG_CONTEXT,
    TRANCHE_DIAG_COLUMN = PG_DIAG_COLUMN_NAME,
    TRANCHE_DIAG_CONSTRAINT = PG_DIAG_CONSTRAINT_NAME,
    TRANCHE_DIAG_POSITION = PG_DIAG_STATEMENT_POSITION,
} tranche_diag;

#endif
