#include "storage/mail/mail_digest.hpp"

#include "storage/secrets/sodium.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace vestnik::storage {

namespace {

constexpr std::size_t digest_size = 16;

class digester {
public:
  digester() {
    prepare_sodium();
    crypto_generichash_init(&state_, nullptr, 0, digest_size);
  }

  /// With its size, so that no two lists of texts are one.
  void add(std::string_view text) {
    add(text.size());
    crypto_generichash_update(&state_, bytes_of(text), text.size());
  }

  void add(std::uint64_t number) {
    std::array<unsigned char, 8> bytes{};
    for (auto& each : bytes) {
      each = static_cast<unsigned char>(number & 0xFFU);
      number >>= 8U;
    }
    crypto_generichash_update(&state_, bytes.data(), bytes.size());
  }

  void add(const std::vector<model::mail_address>& list) {
    add(list.size());
    for (const auto& [name, address] : list) {
      add(std::string_view{name});
      add(std::string_view{address});
    }
  }

  std::string take() && {
    std::string result(digest_size, '\0');
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(result.data()),
                             result.size());
    return result;
  }

private:
  crypto_generichash_state state_{};
};

} // namespace

std::string mail_digest(const model::mail_content& of) {
  digester all;
  for (const std::string_view text : {std::string_view{of.message_id}, std::string_view{of.subject},
                                      std::string_view{of.text}, std::string_view{of.html}})
    all.add(text);
  for (const auto* list : {&of.from, &of.to, &of.cc})
    all.add(*list);
  all.add(static_cast<std::uint64_t>(of.date_sent.time_since_epoch().count()));
  all.add(of.attachments.size());
  for (const auto& [name, type, size, content_id] : of.attachments) {
    all.add(std::string_view{name});
    all.add(size);
  }
  return std::move(all).take();
}

} // namespace vestnik::storage
