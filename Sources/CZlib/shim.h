#ifndef TRANCHE_CZLIB_H
#define TRANCHE_CZLIB_H
#include <zlib.h>

// deflateInit2 and inflateInit2 are macros that carry the header's version, which Swift does not import.
static inline int tranche_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}
static inline int tranche_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

#endif
