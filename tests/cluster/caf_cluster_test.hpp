#pragma once

// As tests/support/caf_test.hpp, with the messages of a cluster; included last as well.

#include "cluster/protocol/actors.hpp"

#include "tests/support/caf_test.hpp"

namespace vestnik::cluster::test {

struct cluster_config : caf::actor_system_config {
  cluster_config() {
    add_message_types<caf::id_block::vestnik_store>();
    add_message_types<caf::id_block::vestnik>();
    add_message_types<caf::id_block::vestnik_cluster>();
  }
};

using cluster_fixture = vestnik::test::fixture_with<cluster_config>;

} // namespace vestnik::cluster::test
