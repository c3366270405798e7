#ifndef TRANCHE_CZSTD_H
#define TRANCHE_CZSTD_H
#include <zstd.h>
#include <zstd_errors.h>

#endif
