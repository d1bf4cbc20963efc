#include "storage/secrets/random.hpp"

#include "storage/secrets/sodium.hpp"

namespace vestnik::storage {

std::string random_bytes(std::size_t count) {
  prepare_sodium();
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

} // namespace vestnik::storage
