#pragma once

#include "model/error.hpp"
#include "model/values/id.hpp"
#include "model/values/secret.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace vestnik::storage {

/// Seals the secrets that must be stored but not read from a stolen database: passwords
/// of mail accounts (docs/security.md D1). XChaCha20-Poly1305-IETF under a master key that
/// stands in a file of its own. A sealed text belongs to one account and one purpose:
/// copied to another it does not open. Thread-safe.
class secret_box {
public:
  static constexpr std::size_t key_bytes = 32;

  /// Reads the master key, or makes it (mode 0600, durable) if there is no such file.
  /// Errors: `invalid` on `secrets.key-file` if group or others may read the file or it
  /// has not `key_bytes` bytes; `unavailable` with the system's reason.
  static model::result<secret_box> open(const std::filesystem::path& key_file);

  /// @param key exactly `key_bytes` bytes.
  explicit secret_box(std::string_view key);

  /// Tells keys apart and says nothing of them: 16 hexadecimal digits.
  [[nodiscard]] const std::string& key_id() const noexcept { return key_id_; }

  /// `v1:KEY:TEXT`: the key's id in hexadecimal, then nonce and ciphertext as base64url.
  [[nodiscard]] std::string seal(const model::secret& secret, model::account_id account,
                                 std::string_view purpose) const;

  /// Errors: `internal` if it was sealed with another key (named by its id), for another
  /// account or purpose, or was changed.
  [[nodiscard]] model::result<model::secret>
  unseal(std::string_view sealed, model::account_id account, std::string_view purpose) const;

private:
  struct wipe {
    void operator()(unsigned char* key) const noexcept;
  };

  /// In memory that is neither swapped out nor dumped.
  std::unique_ptr<unsigned char, wipe> key_;
  std::string key_id_;
};

} // namespace vestnik::storage
