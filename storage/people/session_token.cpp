#include "storage/people/session_token.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/random.hpp"
#include "storage/secrets/sodium.hpp"

namespace vestnik::storage {

model::secret make_session_token() { return model::secret{to_base64url(random_bytes(32))}; }

std::string hash_of_token(std::string_view token) {
  prepare_sodium();
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()), bytes_of(token), token.size());
  return hash;
}

} // namespace vestnik::storage
