#ifndef TRANCHE_CZSTD_H
#define TRANCHE_CZSTD_H
#include <zstd.h>

#endif
