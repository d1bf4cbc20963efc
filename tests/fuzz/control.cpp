#include "tests/fuzz/input.hpp"

/// Has a fault of its own, so that a fuzzer that finds nothing is found out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vestnik::fuzz::input input{data, size};
  vestnik::fuzz::require(!input.rest().starts_with("fault"), "nothing begins with fault");
  return 0;
}
