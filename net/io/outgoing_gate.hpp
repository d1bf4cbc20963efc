#pragma once

#include "net/io/address_policy.hpp"
#include "net/io/outgoing_rules.hpp"
#include "net/io/tls_context.hpp"

namespace vestnik::net {

/// What every outgoing connection must pass: where it may go, whom it trusts, and who says
/// which addresses a name has. Made once from `outgoing_rules`, shared by all io threads.
struct outgoing_gate {
  address_policy addresses;
  tls_context tls;
  resolver_settings names;
};

} // namespace vestnik::net
