#pragma once

// As tests/support/caf_test.hpp, with the messages of a cluster; included last as well.

#include "cluster/protocol/actors.hpp"

#include "tests/support/caf_test.hpp"

namespace vestnik::cluster::test {

using cluster_fixture = vestnik::test::actor_fixture;

} // namespace vestnik::cluster::test
