#include "cluster/protocol/envelope.hpp"

#include "tests/fuzz/input.hpp"

using namespace vestnik;

/// A frame of another node.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::input input{data, size};
  const auto read = cluster::decode(input.rest());
  if (!read)
    return 0;
  const auto written = cluster::encode(*read);
  const auto again = cluster::decode(written);
  fuzz::require(again && again->request == read->request && again->answer_to == read->answer_to,
                "an envelope is read as it is written");
  fuzz::require(again->body.index() == read->body.index(), "a body is read as it is written");
  return 0;
}
