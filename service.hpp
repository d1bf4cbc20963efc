#pragma once

#include "consumers/routing/mount.hpp"

#include <vector>

namespace vestnik {

/// The server: reads settings as `vestnikd --help` tells them, serves the product's
/// endpoints and these until SIGINT or SIGTERM, and returns the exit code. The models whose
/// objects mounts want stored are stored. To be called once, from `main` and before there
/// are other threads. examples/crud_page is such a program.
[[nodiscard]] int run_service(int argc, char** argv, std::vector<consumers::mount_point> more = {});

} // namespace vestnik
