#define CAF_SUITE shown_readiness
#include "cluster/shown_readiness.hpp"

#include <vector>

#include "tests/support/caf_test.hpp"

using namespace vestnik;
using namespace vestnik::cluster;
using api::readiness;

namespace shown_readiness_tests {

struct fixture {
  std::vector<readiness> shown;
  shown_readiness aut{[this](readiness now) { shown.push_back(now); }};
};

} // namespace shown_readiness_tests

CAF_TEST_FIXTURE_SCOPE(shown_readiness_tests, shown_readiness_tests::fixture)

CAF_TEST(a node that has begun is ready while it may serve) {
  CAF_CHECK(shown.empty());
  aut.begin();
  for (const auto now : {node_status::suspended, node_status::serving, node_status::cut_off})
    aut.stand(now);
  CAF_CHECK((shown == std::vector{readiness::ready, readiness::suspended, readiness::ready,
                                  readiness::suspended}));
}

CAF_TEST(what a node may no longer do when it begins is shown) {
  aut.stand(node_status::serving);
  aut.stand(node_status::suspended);
  CAF_CHECK(shown.empty());
  aut.begin();
  CAF_CHECK((shown == std::vector{readiness::suspended}));
}

CAF_TEST(a node that stops shows nothing else whatever it may do) {
  aut.begin();
  aut.stop();
  for (const auto now : {node_status::suspended, node_status::serving, node_status::leaving})
    aut.stand(now);
  aut.begin();
  CAF_CHECK((shown == std::vector{readiness::ready, readiness::stopping}));
}

CAF_TEST_FIXTURE_SCOPE_END()
