#define CAF_SUITE linked_sockets
#include "tests/cluster/linked_nodes.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using namespace vestnik::cluster::test;
using vestnik::test::code_of;
using vestnik::test::must;
using vestnik::test::question;

// How the sockets of a person are counted over two nodes.

namespace linked_sockets_tests {

struct fixture : linked_nodes {
  ~fixture() { end(phone.handle, laptop.handle); }

  model::result<std::monostate> attach(const linked_node& at, model::user_id user,
                                       const caf::actor& socket) {
    return ask<std::monostate>(
        at.directory, actors::session_attach{user, model::session_id{1},
                                             caf::actor_cast<caf::strong_actor_ptr>(socket)});
  }

  witness<std::monostate> phone{sys};
  witness<std::monostate> laptop{sys};
};

} // namespace linked_sockets_tests

CAF_TEST_FIXTURE_SCOPE(linked_sockets_tests, fixture)

CAF_TEST(sockets are counted by the node of their user wherever they are) {
  const auto user = person_at(one);
  CAF_CHECK(attach(two, user, phone.handle).has_value());
  CAF_CHECK(code_of(attach(two, user, laptop.handle)) == model::ec::too_many);
  CAF_CHECK(code_of(attach(one, user, laptop.handle)) == model::ec::too_many);
  CAF_MESSAGE("one that has ended makes room");
  end(phone.handle);
  CAF_CHECK(attach(one, user, laptop.handle).has_value());
}

CAF_TEST(sockets whose count was answered too late are counted once) {
  const auto user = person_at(one);
  {
    // The owner takes its time until nobody waits for its answer any longer.
    const auto slow = std::exchange(make, [this](linked_node&, model::room_name room) {
      return caf::actor_cast<actors::room_actor>(sys.spawn(
          [](caf::event_based_actor* me, model::room_name) -> caf::behavior {
            return {[me](const actors::session_attach&) -> caf::result<std::monostate> {
                      return me->make_response_promise<std::monostate>();
                    },
                    [](vestnik::atom::end) {}};
          },
          room));
    });
    question<std::monostate> opening{
        sys, two.directory,
        actors::session_attach{user, model::session_id{1},
                               caf::actor_cast<caf::strong_actor_ptr>(phone.handle)}};
    consume_messages();
    pass(std::chrono::seconds{15});
    CAF_CHECK(opening.answer().has_value());
    make = slow;
    end(one.owners.at(model::room_of(user)));
  }
  wait();
  CAF_MESSAGE("and it makes room when it ends");
  CAF_CHECK(code_of(attach(one, user, laptop.handle)) == model::ec::too_many);
  end(phone.handle);
  CAF_CHECK(attach(one, user, laptop.handle).has_value());
}

CAF_TEST(sockets are counted once after the link to their user broke) {
  const auto user = person_at(one);
  (void)must(attach(two, user, phone.handle));
  cables.cut();
  wait();
  CAF_CHECK(code_of(attach(one, user, laptop.handle)) == model::ec::too_many);
  end(phone.handle);
  CAF_CHECK(attach(one, user, laptop.handle).has_value());
}

CAF_TEST(sockets are counted anew by the next node of their user) {
  const auto user = person_at(one);
  (void)must(attach(two, user, phone.handle));
  show({&two});
  CAF_CHECK(code_of(attach(two, user, laptop.handle)) == model::ec::too_many);
}

CAF_TEST(sockets open while nobody can count them) {
  const auto user = person_at(one);
  cables.refuse();
  cables.cut();
  consume_messages();
  CAF_CHECK(attach(two, user, phone.handle).has_value());
  CAF_MESSAGE("and are counted as soon as somebody can");
  cables.admit();
  wait();
  CAF_CHECK(code_of(attach(one, user, laptop.handle)) == model::ec::too_many);
  end(phone.handle);
  CAF_CHECK(attach(one, user, laptop.handle).has_value());
}

CAF_TEST(sockets that cannot be counted again at once are counted later) {
  const auto user = person_at(one);
  (void)must(attach(two, user, phone.handle));
  cables.refuse();
  cables.cut();
  wait();
  cables.admit();
  wait();
  CAF_CHECK(code_of(attach(one, user, laptop.handle)) == model::ec::too_many);
}

CAF_TEST_FIXTURE_SCOPE_END()
