#include "storage/secrets/password_hash.hpp"

#include "storage/secrets/random.hpp"
#include "storage/secrets/sodium.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace vestnik::storage {

namespace {

/// PHC strings have base64 with the letters of RFC 4648 §4, without padding.
std::string to_phc_base64(const std::string& bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
  text.pop_back();
  return text;
}

model::error out_of_memory() {
  return {model::ec::unavailable, "too many sign-ins at the moment", {}, std::chrono::seconds{1}};
}

} // namespace

password_hash::password_hash(password_cost cost)
    : cost_{std::max<unsigned long long>(cost.passes, crypto_pwhash_argon2id_OPSLIMIT_MIN),
            std::max<std::size_t>(cost.memory, crypto_pwhash_argon2id_MEMLIMIT_MIN)} {
  prepare_sodium();
  // Random bytes in place of a hash: as costly to verify, and made at once.
  of_nobody_ = fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost_.memory / 1024, cost_.passes,
                           to_phc_base64(random_bytes(16)), to_phc_base64(random_bytes(32)));
}

model::result<std::string> password_hash::make(const model::secret& password) const {
  std::string hash(crypto_pwhash_argon2id_STRBYTES, '\0');
  const auto& text = password.reveal();
  if (crypto_pwhash_argon2id_str(hash.data(), text.data(), text.size(), cost_.passes,
                                 cost_.memory) != 0)
    return out_of_memory();
  hash.resize(hash.find('\0'));
  return hash;
}

model::result<void> password_hash::verify(const std::string& hash,
                                          const model::secret& password) const {
  const auto& text = password.reveal();
  errno = 0;
  if (crypto_pwhash_argon2id_str_verify(hash.c_str(), text.data(), text.size()) == 0)
    return {};
  if (errno == ENOMEM)
    return out_of_memory();
  return model::error{model::ec::bad_credentials, "login or password is wrong"};
}

bool password_hash::needs_rehash(const std::string& hash) const {
  return crypto_pwhash_argon2id_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

} // namespace vestnik::storage
