#ifndef TRANCHE_CCRYPTO_H
#define TRANCHE_CCRYPTO_H
#include <dlfcn.h>
#include <stdint.h>

// OpenSSL's libcrypto is not linked, but loaded by the first step that needs a key: whoever has none
// pays neither for its size nor for its start. Its functions and their types are those of libcrypto 3,
// whose ABI is fixed; contexts and algorithms are addresses to us, so that no header of it is needed.

// SHA256_CTX of <openssl/sha.h>: a plain value, so that a keyed hash begins with a copy.
typedef struct tranche_sha256 {
    uint32_t h[8];
    uint32_t low, high;
    uint32_t data[16];
    uint32_t used, length;
} tranche_sha256;

typedef struct tranche_crypto {
    const void *(*EVP_aes_256_gcm)(void);
    const void *(*EVP_chacha20_poly1305)(void);
    void *(*EVP_CIPHER_CTX_new)(void);
    void (*EVP_CIPHER_CTX_free)(void *);
    int (*EVP_CIPHER_CTX_ctrl)(void *, int, int, void *);
    int (*EVP_CipherInit_ex)(
        void *, const void *, void *, const unsigned char *, const unsigned char *, int);
    int (*EVP_CipherUpdate)(void *, unsigned char *, int *, const unsigned char *, int);
    int (*EVP_CipherFinal_ex)(void *, unsigned char *, int *);
    int (*SHA256_Init)(tranche_sha256 *);
    int (*SHA256_Update)(tranche_sha256 *, const void *, uintptr_t);
    int (*SHA256_Final)(unsigned char *, tranche_sha256 *);
    void (*OPENSSL_cleanse)(void *, uintptr_t);
} tranche_crypto;

// Finds every function in a loaded library; gives the name of the first that is missing, else NULL.
static inline const char *tranche_crypto_find(tranche_crypto *crypto, void *library) {
#define TRANCHE_FIND(name) \
    if (!(crypto->name = (__typeof__(crypto->name))dlsym(library, #name))) return #name;
    TRANCHE_FIND(EVP_aes_256_gcm)
    TRANCHE_FIND(EVP_chacha20_poly1305)
    TRANCHE_FIND(EVP_CIPHER_CTX_new)
    TRANCHE_FIND(EVP_CIPHER_CTX_free)
    TRANCHE_FIND(EVP_CIPHER_CTX_ctrl)
    TRANCHE_FIND(EVP_CipherInit_ex)
    TRANCHE_FIND(EVP_CipherUpdate)
    TRANCHE_FIND(EVP_CipherFinal_ex)
    TRANCHE_FIND(SHA256_Init)
    TRANCHE_FIND(SHA256_Update)
    TRANCHE_FIND(SHA256_Final)
    TRANCHE_FIND(OPENSSL_cleanse)
#undef TRANCHE_FIND
    return (const char *)0;
}

// A context with its key in place, for one direction; NULL when it cannot be had.
static inline void *tranche_aead_new(
    const tranche_crypto *crypto, int is_chacha, const unsigned char *key, int seals) {
    void *context = crypto->EVP_CIPHER_CTX_new();
    const void *kind = is_chacha ? crypto->EVP_chacha20_poly1305() : crypto->EVP_aes_256_gcm();
    if (context && crypto->EVP_CipherInit_ex(context, kind, 0, key, 0, seals) > 0) return context;
    crypto->EVP_CIPHER_CTX_free(context);
    return 0;
}

static inline void tranche_aead_free(const tranche_crypto *crypto, void *context) {
    crypto->EVP_CIPHER_CTX_free(context);
}

// Writes `count` bytes to `out` and 16 to `tag`; 1 when it went well.
static inline int tranche_aead_seal(
    const tranche_crypto *crypto, void *context, const unsigned char *nonce,
    const unsigned char *associated, int associated_count, const unsigned char *text, int count,
    unsigned char *out, unsigned char *tag) {
    int made = 0, rest = 0;
    if (crypto->EVP_CipherInit_ex(context, 0, 0, 0, nonce, 1) <= 0) return 0;
    if (crypto->EVP_CipherUpdate(context, 0, &made, associated, associated_count) <= 0) return 0;
    made = 0;
    if (count > 0 && crypto->EVP_CipherUpdate(context, out, &made, text, count) <= 0) return 0;
    if (crypto->EVP_CipherFinal_ex(context, out + made, &rest) <= 0) return 0;
    // EVP_CTRL_AEAD_GET_TAG
    return made + rest == count && crypto->EVP_CIPHER_CTX_ctrl(context, 0x10, 16, tag) > 0;
}

// Writes `count` bytes to `out`, which count for nothing and are wiped unless it returns 1.
static inline int tranche_aead_open(
    const tranche_crypto *crypto, void *context, const unsigned char *nonce,
    const unsigned char *associated, int associated_count, const unsigned char *text, int count,
    unsigned char *out, unsigned char *tag) {
    int made = 0, rest = 0;
    if (crypto->EVP_CipherInit_ex(context, 0, 0, 0, nonce, 0) <= 0) return 0;
    if (crypto->EVP_CipherUpdate(context, 0, &made, associated, associated_count) <= 0) return 0;
    made = 0;
    // EVP_CTRL_AEAD_SET_TAG
    if (crypto->EVP_CIPHER_CTX_ctrl(context, 0x11, 16, tag) > 0 &&
        (count == 0 || crypto->EVP_CipherUpdate(context, out, &made, text, count) > 0) &&
        crypto->EVP_CipherFinal_ex(context, out + made, &rest) > 0 && made + rest == count)
        return 1;
    crypto->OPENSSL_cleanse(out, (uintptr_t)count);
    return 0;
}

static inline void tranche_sha256_init(const tranche_crypto *crypto, tranche_sha256 *state) {
    crypto->SHA256_Init(state);
}

static inline void tranche_sha256_update(
    const tranche_crypto *crypto, tranche_sha256 *state, const void *bytes, uintptr_t count) {
    crypto->SHA256_Update(state, bytes, count);
}

// Writes 32 bytes to `out`.
static inline void tranche_sha256_final(
    const tranche_crypto *crypto, tranche_sha256 *state, unsigned char *out) {
    crypto->SHA256_Final(out, state);
}

static inline void tranche_cleanse(const tranche_crypto *crypto, void *bytes, uintptr_t count) {
    crypto->OPENSSL_cleanse(bytes, count);
}

#endif
