#pragma once

#include "config/sections/accounts.hpp"
#include "config/sections/actors.hpp"
#include "config/sections/cluster.hpp"
#include "config/sections/limits.hpp"
#include "config/sections/log.hpp"
#include "config/sections/mail.hpp"
#include "config/sections/net.hpp"
#include "config/sections/secrets.hpp"
#include "config/sections/storage.hpp"

namespace vestnik::config {

/// Everything that can be set, one member per folder or topic. What each value means
/// stands once, in the table of config/options.cpp; why its default is what it is, in
/// config/defaults.hpp.
struct settings {
  net_settings net;
  actors_settings actors;
  storage_settings storage;
  cluster_settings cluster;
  secrets_settings secrets;
  accounts_settings accounts;
  limits_settings limits;
  mail_settings mail;
  log_settings log;

  friend bool operator==(const settings&, const settings&) = default;
};

} // namespace vestnik::config
