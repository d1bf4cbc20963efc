#include "model/command_json.hpp"

#include "tests/fuzz/input.hpp"

using namespace vestnik;

/// A command as another node writes it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::input input{data, size};
  const auto read = model::command_of_json(input.rest());
  if (!read)
    return 0;
  const auto written = model::to_json(*read);
  const auto again = model::command_of_json(written.reveal());
  fuzz::require(again && model::to_json(*again).reveal() == written.reveal(),
                "a command is read as it is written");
  return 0;
}
