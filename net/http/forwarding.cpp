#include "net/http/forwarding.hpp"

#include "model/values/ascii.hpp"
#include "net/http/field_list.hpp"

#include <algorithm>
#include <optional>
#include <ranges>

namespace vestnik::net {

namespace {

using client_transport = model::http_request::transport;

/// The elements of a list header in their order, over all its lines (RFC 9110 §5.3).
std::vector<std::string_view> elements_of(const model::header_list& headers,
                                          std::string_view name) {
  std::vector<std::string_view> all;
  for (const auto& [each, value] : headers)
    if (model::iequals(each, name))
      static_cast<void>(any_element(value, [&all](std::string_view element) {
        all.push_back(element);
        return false;
      }));
  return all;
}

/// Some proxies write the port, too, and IPv6 in brackets then.
std::optional<model::ip_address> address_in(std::string_view element) {
  if (element.starts_with('['))
    return model::ip_address::parse(element.substr(1, element.find(']') - 1));
  if (std::ranges::count(element, ':') == 1)
    element = element.substr(0, element.find(':'));
  return model::ip_address::parse(element);
}

} // namespace

forwarding::forwarding(const std::vector<std::string>& ranges, std::string_view public_origin) {
  if (public_origin.starts_with("https://"))
    public_scheme_ = client_transport::tls;
  for (const auto& text : ranges)
    if (const auto range = model::ip_range::parse(text))
      trusted_.push_back(*range);
  if (ranges.empty() && !public_origin.empty())
    trusted_ = {*model::ip_range::parse("127.0.0.0/8"), *model::ip_range::parse("::1/128")};
}

bool forwarding::trusts(std::string_view address) const {
  if (trusted_.empty())
    return false;
  const auto parsed = model::ip_address::parse(address);
  return parsed && std::ranges::any_of(trusted_, [&parsed](const model::ip_range& range) {
           return range.contains(*parsed);
         });
}

model::http_request::transport
forwarding::transport_of(std::optional<client_transport> announced) const {
  return announced.value_or(public_scheme_);
}

void forwarding::apply(model::http_request& request) const {
  if (!trusts(request.remote_address))
    return;
  const auto schemes = elements_of(request.headers, "x-forwarded-proto");
  if (!schemes.empty() && model::iequals(schemes.back(), "https"))
    request.over = client_transport::tls;
  else if (!schemes.empty() && model::iequals(schemes.back(), "http"))
    request.over = client_transport::plain;
  else if (public_scheme_ == client_transport::tls)
    request.over = client_transport::tls;
  for (const auto& element :
       elements_of(request.headers, "x-forwarded-for") | std::views::reverse) {
    const auto address = address_in(element);
    if (!address)
      return;
    request.remote_address = address->text();
    if (!trusts(request.remote_address))
      return;
  }
}

} // namespace vestnik::net
