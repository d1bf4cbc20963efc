#include "net/http/own_names.hpp"

#include "model/values/ascii.hpp"
#include "model/values/ip_address.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vestnik::net {

namespace {

std::string_view without_port(std::string_view host) {
  const auto after_address = host.starts_with('[') ? host.find(']') : 0;
  const auto colon = host.find(':', std::min(after_address, host.size()));
  return host.substr(0, colon);
}

std::string_view host_of(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view{}
                                          : without_port(origin.substr(scheme + 3));
}

bool is_address(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  return model::ip_address::parse(host).has_value();
}

} // namespace

own_names::own_names(const server_settings& settings, const std::optional<tls_context>& shown)
    : names_(settings.names)
    , shown_(shown) {
  names_.emplace_back(host_of(settings.public_origin));
  for (const auto& origin : settings.allowed_origins)
    names_.emplace_back(host_of(origin));
}

or_refusal<void> own_names::check(std::string_view host) const {
  auto name = model::lower_ascii(without_port(host));
  if (name.ends_with('.'))
    name.pop_back();
  if (host.empty() || is_address(name) || has(name))
    return {};
  return refusal{
      421,
      {model::ec::forbidden,
       fmt::format("{} is not a name of this server; net.names and net.public-origin list its "
                   "names",
                   host),
       "host"}};
}

bool own_names::has(const std::string& name) const {
  return name == "localhost" || name.ends_with(".localhost") ||
         (!name.empty() && std::ranges::find(names_, name) != names_.end()) ||
         (shown_ && shown_->is_for(name));
}

} // namespace vestnik::net
