#ifndef TRANCHE_CPCRE2_H
#define TRANCHE_CPCRE2_H
// PCRE2 names its functions by macros of the code unit's width, which Swift does not import:
// the sources call the names that end in _8.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
