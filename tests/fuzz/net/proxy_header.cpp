#include "net/http/proxy_header.hpp"

#include "model/values/ip_address.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

using namespace vestnik;

namespace {

struct header {
  net::proxied_connection says;
  std::size_t bytes = 0;
};

/// The header, unless it is refused or not whole.
std::optional<header> read(std::string_view wire, std::size_t step) {
  net::proxy_header_reader reader;
  std::size_t taken = 0;
  while (reader.wants() > 0 && taken < wire.size()) {
    const auto bytes = wire.substr(taken, std::min(step, reader.wants()));
    if (!reader.feed(bytes))
      return std::nullopt;
    taken += bytes.size();
    fuzz::require(taken + reader.wants() <= net::proxy_header_reader::longest,
                  "a header has its limit");
  }
  if (reader.wants() > 0)
    return std::nullopt;
  return header{reader.result(), taken};
}

} // namespace

/// A choice of the bytes that arrive at once, and what a proxy sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const std::size_t step = 1U + input.take_choice();
  const auto whole = read(input.rest(), input.rest().size());
  const auto pieces = read(input.rest(), step);
  fuzz::require(whole.has_value() == pieces.has_value(),
                "a header is accepted however its bytes arrive");
  if (!whole)
    return 0;
  fuzz::require(whole->bytes == pieces->bytes && whole->says.address == pieces->says.address &&
                    whole->says.over == pieces->says.over,
                "a header is the same however its bytes arrive");
  fuzz::require(whole->says.address.empty() || model::ip_address::parse(whole->says.address),
                "an address is numeric");
  return 0;
}
