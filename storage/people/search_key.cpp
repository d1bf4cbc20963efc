#include "storage/people/search_key.hpp"

#include <cstdint>
#include <limits>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>

namespace vestnik::storage {

std::string search_key(std::string_view text) {
  // Both can only fail if ICU was installed without its data.
  UErrorCode status = U_ZERO_ERROR;
  const auto* folding = icu::Normalizer2::getNFKCCasefoldInstance(status);
  std::string key;
  if (U_FAILURE(status) || text.size() > std::numeric_limits<std::int32_t>::max())
    return key;
  icu::StringByteSink<std::string> sink{&key};
  folding->normalizeUTF8(0, icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())},
                         sink, nullptr, status);
  return key;
}

} // namespace vestnik::storage
