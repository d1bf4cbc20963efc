#pragma once

#include "config/settings.hpp"

namespace vestnik::test {

/// What a test of a layer above config/ begins with: the product's defaults. Whatever a test is
/// about it sets itself.
[[nodiscard]] inline config::settings test_settings() { return {}; }

} // namespace vestnik::test
