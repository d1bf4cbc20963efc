// The example of docs/adding/actor.md, complete: what an actor consists of. In the tree the
// parts stand in actors/protocol/actors.hpp, actors/greeter.hpp, actors/greeter.cpp and
// tests/actors/greeter.cpp.
#define CAF_SUITE adding_an_actor
#include "actors/protocol/actors.hpp"
#include "actors/runtime/error.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <string>
#include <unordered_map>
#include <utility>

// -- actors/protocol/actors.hpp: the protocol, one comment per message
// -----------------------------

namespace vestnik::actors {

/// Greets people by name and counts how often.
using greeter_actor = caf::typed_actor<
    // A name; answered with the greeting. Errors: `invalid` when it is empty.
    caf::replies_to<std::string>::with<std::string>>;

// -- actors/greeter.hpp: the contract -----------------------------------------------------

/// Greets whoever asks, with `word` first. Knows nobody else.
struct greeter_state {
  static inline const char* name = "greeter";
  greeter_state() = default;

  caf::result<std::string> greet(const std::string& person);

  std::string word;
  /// How often each has been greeted.
  std::unordered_map<std::string, unsigned> greeted;
};

/// @param word stands before the name; not empty.
greeter_actor::behavior_type greeter(greeter_actor::stateful_pointer<greeter_state> self,
                                     std::string word);

// -- actors/greeter.cpp: state methods, then the behaviour in the order of actors.hpp -----

caf::result<std::string> greeter_state::greet(const std::string& person) {
  if (person.empty())
    return to_caf({model::ec::invalid, "a name has at least one character", "name"});
  return word + ", " + person + (greeted[person]++ == 0 ? "!" : ", again!");
}

greeter_actor::behavior_type greeter(greeter_actor::stateful_pointer<greeter_state> self,
                                     std::string word) {
  self->state.word = std::move(word);
  return {
      [self](const std::string& person) { return self->state.greet(person); },
  };
}

} // namespace vestnik::actors

// -- tests/actors/greeter.cpp: a dialogue, named by the rules it proves -------------------

#include "tests/support/caf_test.hpp"

using namespace vestnik;

namespace adding_an_actor_tests {

struct fixture : test::actor_fixture {
  ~fixture() { anon_send_exit(aut, caf::exit_reason::user_shutdown); }

  actors::greeter_actor aut = sys.spawn(actors::greeter, "Good day");
};

} // namespace adding_an_actor_tests

CAF_TEST_FIXTURE_SCOPE(adding_an_actor_tests, fixture)

CAF_TEST(somebody who is greeted twice is remembered) {
  inject((std::string), from(self).to(aut).with(std::string{"Ada"}));
  expect((std::string), from(aut).to(self).with(std::string{"Good day, Ada!"}));
  inject((std::string), from(self).to(aut).with(std::string{"Ada"}));
  expect((std::string), from(aut).to(self).with(std::string{"Good day, Ada, again!"}));
}

CAF_TEST(a greeting without a name is refused) {
  CAF_CHECK(test::code_of(ask<std::string>(aut, std::string{})) == model::ec::invalid);
}

CAF_TEST_FIXTURE_SCOPE_END()
