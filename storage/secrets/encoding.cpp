#include "storage/secrets/encoding.hpp"

#include "storage/secrets/sodium.hpp"

#include <cstddef>

namespace vestnik::storage {

namespace {

constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

} // namespace

std::string to_hex(std::string_view bytes) {
  // libsodium writes the final NUL too.
  std::string digits(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), bytes_of(bytes), bytes.size());
  digits.pop_back();
  return digits;
}

std::optional<std::string> from_hex(std::string_view digits) {
  std::string bytes(digits.size() / 2, '\0');
  std::size_t size = 0;
  const char* rest = nullptr;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), digits.data(),
                     digits.size(), nullptr, &size, &rest) != 0 ||
      rest != digits.data() + digits.size())
    return std::nullopt;
  return bytes;
}

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), base64_variant);
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const char* rest = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, &rest, base64_variant) != 0 ||
      rest != text.data() + text.size())
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

} // namespace vestnik::storage
