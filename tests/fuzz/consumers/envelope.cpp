#include "consumers/wire/envelope.hpp"

#include "tests/fuzz/input.hpp"

using namespace vestnik;

/// What a client sends as one message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::input input{data, size};
  for (const auto form : {consumers::wire_form::multiplexed, consumers::wire_form::bare}) {
    const auto read = consumers::read_request(input.rest(), form);
    const auto& head = read.head;
    if (form == consumers::wire_form::multiplexed && !read.problem)
      fuzz::require(head.stream && head.action && head.request_id,
                    "a request says for whom it is, what it asks, and its id");
    const auto outcome = read.problem ? model::result<model::json_text>{*read.problem}
                                      : model::result<model::json_text>{model::json_text{"{}"}};
    fuzz::require(model::parse_json(consumers::encode_reply(head, outcome)).has_value(),
                  "a reply is JSON, whatever of the request it repeats");
  }
  return 0;
}
