#pragma once

#include <string_view>

namespace vestnik::config {

/// The version of the whole project, as CMake knows it: in one source, so that a release compiles
/// one anew.
[[nodiscard]] std::string_view version() noexcept;

} // namespace vestnik::config
