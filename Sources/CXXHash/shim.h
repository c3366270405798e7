#ifndef TRANCHE_CXXHASH_H
#define TRANCHE_CXXHASH_H
#include <xxhash.h>

#endif
