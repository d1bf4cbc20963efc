#include "net/http/forwarding.hpp"
#include "net/http/request_reader.hpp"
#include "net/http/upgrade_policy.hpp"
#include "tests/fuzz/input.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

using namespace vestnik;

namespace {

const net::request_limits limits{1'024, 20, 200, 300};
const net::forwarding proxies{{"127.0.0.1/32"}, "https://h"};

/// The request, unless it is refused or not whole.
std::optional<model::http_request> read(std::string_view wire, std::size_t step) {
  net::http_request_reader reader{limits};
  std::string arrived;
  while (!wire.empty()) {
    arrived += wire.substr(0, step);
    wire.remove_prefix(std::min(step, wire.size()));
    const auto progress = reader.feed(arrived);
    if (!progress)
      return std::nullopt;
    if (*progress == net::http_request_reader::progress::complete)
      return reader.take();
    fuzz::require(arrived.size() <= limits.max_header, "what waits has the size of a head at most");
    fuzz::require(reader.body_bytes() <= limits.max_body, "a body has its limit while it comes");
  }
  return std::nullopt;
}

} // namespace

/// A choice of the bytes that arrive at once, and what a client sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  const std::size_t step = 1U + input.take_choice();
  auto whole = read(input.rest(), input.rest().size());
  const auto pieces = read(input.rest(), step);
  fuzz::require(whole.has_value() == pieces.has_value(),
                "a request is accepted however its bytes arrive");
  if (!whole)
    return 0;
  fuzz::require(whole->method == pieces->method && whole->path == pieces->path &&
                    whole->query == pieces->query && whole->body == pieces->body &&
                    whole->headers == pieces->headers,
                "a request is the same however its bytes arrive");
  fuzz::require(whole->path.starts_with('/'), "a path begins with a slash");
  fuzz::require(whole->path.find('\0') == std::string::npos, "a path has no NUL");
  fuzz::require(whole->body.size() <= limits.max_body, "a body has its limit");
  for (const auto& [name, value] : whole->headers)
    fuzz::require(value.find_first_of(std::string_view{"\r\n\0", 3}) == std::string::npos,
                  "a field is one line");
  (void)net::asks_for_websocket(*whole);
  (void)net::check_upgrade(*whole, {"https://other.example"});
  (void)net::confirmed_subprotocol(*whole, {});
  (void)model::query_value(whole->query, "ticket");
  (void)model::cookie_value(whole->headers, "session");
  whole->remote_address = "127.0.0.1";
  proxies.apply(*whole);
  return 0;
}
