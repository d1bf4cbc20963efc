#include "config/engine/assembly.hpp"

#include "config/engine/option.hpp"
#include "config/engine/syntax.hpp"

#include <fmt/format.h>

#include <string_view>

namespace vestnik::config {

namespace {

/// The folder for a user's data, by the XDG Base Directory Specification (relative
/// paths there count as not set). Empty when the environment does not tell.
std::string user_data_dir(const environment& variables) {
  const auto data = value_of(variables, "XDG_DATA_HOME");
  if (data && data->front() == '/')
    return *data + "/vestnik";
  const auto home = value_of(variables, "HOME");
  return home ? *home + "/.local/share/vestnik" : "";
}

std::string shown(const option& row, const std::string& text) {
  return row.hide ? row.hide(text) : text;
}

} // namespace

void assembly::apply(const reading& source) {
  problems_.insert(problems_.end(), source.problems.begin(), source.problems.end());
  warnings_.insert(warnings_.end(), source.warnings.begin(), source.warnings.end());
  for (const auto& value : source.values) {
    const auto& row = *find_option(value.key);
    if (row.read(value, row.allowed, values_))
      origins_[value.key] = value.from;
    else
      problems_.push_back(fmt::format("{} = {} ({}): not allowed; give {}", value.key,
                                      shown(row, to_text(value)), value.from,
                                      row.wanted(row.allowed)));
  }
}

void assembly::complete(const environment& variables) {
  auto& storage = values_.storage;
  if (storage.data_dir.empty())
    storage.data_dir = user_data_dir(variables);
  require(!storage.data_dir.empty(), "storage.data-dir",
          "neither XDG_DATA_HOME nor HOME is set, so there is no default; give a folder");
  if (storage.url.empty())
    storage.url = storage.data_dir + "/vestnik.db";
  if (values_.secrets.key_file.empty())
    values_.secrets.key_file = storage.data_dir + "/master.key";

  const auto& net = values_.net;
  require(net.certificate.empty() || !net.private_key.empty(), "net.certificate",
          "TLS needs net.private-key as well");
  require(net.private_key.empty() || !net.certificate.empty(), "net.private-key",
          "TLS needs net.certificate as well");
  require(net.outbox_bytes >= net.max_message, "net.outbox-bytes",
          "must hold at least one message of net.max-message");
  require(net.max_target <= net.max_header, "net.max-target", "must fit into net.max-header");
  const auto& cluster = values_.cluster;
  if (!cluster.node.empty()) {
    require(is_postgres_url(storage.url), "storage.url",
            "the nodes of a cluster share a PostgreSQL database: postgresql://user@host/database");
    require(!cluster.certificate.empty(), "cluster.certificate", "the nodes of a cluster need one");
    require(!cluster.private_key.empty(), "cluster.private-key", "the nodes of a cluster need one");
    require(!cluster.authority.empty(), "cluster.authority", "the nodes of a cluster need one");
  }
  require(values_.limits.message_text < net.max_message, "limits.message-text",
          "must be less than net.max-message, which holds it");
  require(!net.proxy_protocol || !net.trusted_proxies.empty() || !net.public_origin.empty(),
          "net.proxy-protocol", "needs net.trusted-proxies, which says whose headers count");
  const auto& mail = values_.mail;
  require(
      mail.in_flight.value >= mail.max_message.value + mail.chunk_bytes.value, "mail.in-flight",
      "must have room for mail.max-message and mail.chunk-bytes: a larger mail would never come");
  const auto& limits = values_.limits;
  require(limits.message_burst >= limits.messages_per_second, "limits.message-burst",
          "must not be less than limits.messages-per-second");
  require(limits.user_message_burst >= limits.user_messages_per_second, "limits.user-message-burst",
          "must not be less than limits.user-messages-per-second");
  require(limits.address_request_burst >= limits.address_requests_per_second,
          "limits.address-request-burst",
          "must not be less than limits.address-requests-per-second");
}

std::string assembly::origin_of(std::string_view key) const {
  const auto found = origins_.find(key);
  return found == origins_.end() ? "default" : found->second;
}

void assembly::require(bool holds, std::string_view key, std::string_view because) {
  if (holds)
    return;
  const auto& row = *find_option(key);
  problems_.push_back(fmt::format("{} = {} ({}): {}", key, shown(row, row.write(values_)),
                                  origin_of(key), because));
}

} // namespace vestnik::config
