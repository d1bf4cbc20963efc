#pragma once

// The only way to CAF's test headers: they define lower-case macros and a global `_`,
// so include this file last. Each test file first says `#define CAF_SUITE name`.

#include "actors/actors.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/test/unit_test.hpp>

#define FAIL CAF_FAIL // CAF's fixture uses the macro and forgot to define it.
#include <caf/test/dsl.hpp>

namespace vestnik::test {

/// Actors on CAF's deterministic scheduler: a test says which message moves next.
struct actor_config : caf::actor_system_config {
  actor_config() { add_message_types<caf::id_block::vestnik>(); }
};

using actor_fixture = test_coordinator_fixture<actor_config>;

} // namespace vestnik::test
