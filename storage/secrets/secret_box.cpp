#include "storage/secrets/secret_box.hpp"

#include "storage/secrets/encoding.hpp"
#include "storage/secrets/master_key.hpp"
#include "storage/secrets/random.hpp"
#include "storage/secrets/sodium.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

namespace vestnik::storage {

namespace {

static_assert(secret_box::key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view version = "v1";

/// What is not encrypted but must be the same when it is opened.
std::string context_of(model::account_id account, std::string_view purpose) {
  return fmt::format("{}:{}:{}", version, account.value, purpose);
}

model::error damaged() {
  return {model::ec::internal, "a sealed secret was changed or belongs to something else"};
}

} // namespace

model::result<secret_box> secret_box::open(const std::filesystem::path& key_file) {
  auto key = read_or_make_key(key_file, key_bytes);
  if (!key)
    return key.error();
  secret_box opened{*key};
  sodium_memzero(key->data(), key->size());
  return opened;
}

secret_box::secret_box(std::string_view key) {
  prepare_sodium();
  key_.reset(static_cast<unsigned char*>(sodium_malloc(key_bytes)));
  if (!key_ || key.size() != key_bytes)
    std::abort();
  std::memcpy(key_.get(), key.data(), key_bytes);

  std::string digest(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(), key_.get(),
                     key_bytes, nullptr, 0);
  key_id_ = to_hex(digest.substr(0, 8));
}

std::string secret_box::seal(const model::secret& secret, model::account_id account,
                             std::string_view purpose) const {
  const auto& text = secret.reveal();
  const auto context = context_of(account, purpose);
  auto sealed = random_bytes(nonce_bytes);
  sealed.resize(nonce_bytes + text.size() + tag_bytes);
  auto* begin = reinterpret_cast<unsigned char*>(sealed.data());
  crypto_aead_xchacha20poly1305_ietf_encrypt(begin + nonce_bytes, nullptr, bytes_of(text),
                                             text.size(), bytes_of(context), context.size(),
                                             nullptr, begin, key_.get());
  return fmt::format("{}:{}:{}", version, key_id_, to_base64url(sealed));
}

model::result<model::secret> secret_box::unseal(std::string_view sealed, model::account_id account,
                                                std::string_view purpose) const {
  const auto first = sealed.find(':');
  const auto second = sealed.find(':', first + 1);
  if (second == std::string_view::npos || sealed.substr(0, first) != version)
    return damaged();
  if (const auto id = sealed.substr(first + 1, second - first - 1); id != key_id_)
    return model::error{model::ec::internal,
                        fmt::format("a secret was sealed with the master key {}, but the key file "
                                    "has {}: restore the key file that belongs to this database",
                                    id, key_id_)};
  const auto bytes = from_base64url(sealed.substr(second + 1));
  if (!bytes || bytes->size() < nonce_bytes + tag_bytes)
    return damaged();

  const auto context = context_of(account, purpose);
  std::string text(bytes->size() - nonce_bytes - tag_bytes, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()),
                                                 nullptr, nullptr, bytes_of(*bytes) + nonce_bytes,
                                                 bytes->size() - nonce_bytes, bytes_of(context),
                                                 context.size(), bytes_of(*bytes), key_.get()) != 0)
    return damaged();
  return model::secret{std::move(text)};
}

void secret_box::wipe::operator()(unsigned char* key) const noexcept { sodium_free(key); }

} // namespace vestnik::storage
