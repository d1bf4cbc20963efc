#include "net/http/caller.hpp"

#include "model/values/ip_address.hpp"

#include <utility>

namespace vestnik::net {

caller::caller(std::shared_ptr<const site> at, std::string remote_address)
    : site_(std::move(at))
    , address_(std::move(remote_address))
    , over_(site_->over()) {
  if (site_->settings.proxies_begin == proxy_protocol::with_header &&
      site_->proxies.trusts(address_))
    header_.emplace();
}

or_refusal<void> caller::feed(std::string_view bytes) {
  if (auto done = header_->feed(bytes); !done || wants() > 0)
    return done;
  const auto& [address, announced] = header_->result();
  if (!address.empty())
    address_ = address;
  if (!site_->tls)
    over_ = site_->proxies.transport_of(announced);
  return {};
}

bool caller::take_place() {
  if (site_->proxies.trusts(address_))
    return true;
  place_ = site_->places->take(model::client_key(address_));
  return place_ != nullptr;
}

void caller::introduce(model::http_request& request) const {
  request.remote_address = address_;
  request.over = over_;
  if (!header_)
    site_->proxies.apply(request);
}

} // namespace vestnik::net
