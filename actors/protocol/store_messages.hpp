#pragma once

#include "storage/requests/all.hpp"

#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <boost/mp11/set.hpp>
#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include <memory>
#include <type_traits>
#include <vector>

// What the store workers are asked and answer: all that follows from the two lists of
// storage/requests/all.hpp.

namespace vestnik::actors {

template <class Request>
using answered_request =
    typename caf::replies_to<Request>::template with<storage::answer_to<Request>>;

/// The actor that carries out each request of a list, and whatever else it hears.
template <class Requests, class... Others>
using store_worker_actor = boost::mp11::mp_rename<
    boost::mp11::mp_append<boost::mp11::mp_transform<answered_request, Requests>,
                           boost::mp11::mp_list<Others...>>,
    caf::typed_actor>;

using store_requests = boost::mp11::mp_append<storage::reads, storage::writes>;

/// Requests and answers, without the numbers, which CAF knows itself.
using store_messages = boost::mp11::mp_unique<boost::mp11::mp_remove_if<
    boost::mp11::mp_append<store_requests,
                           boost::mp11::mp_transform<storage::answer_to, store_requests>>,
    std::is_arithmetic>>;

/// Writes to commit, in their order. Whoever has sent them leaves them alone until they have an
/// outcome, and may have them back then: they are not copied.
struct commit_order {
  std::shared_ptr<std::vector<storage::write>> writes;
};

/// What became of each write of an order.
struct commit_outcomes {
  std::vector<model::result<storage::write_result>> each;
};

template <class T>
concept store_message = boost::mp11::mp_set_contains<store_messages, T>::value;

} // namespace vestnik::actors

namespace caf {

template <vestnik::actors::store_message T>
struct allowed_unsafe_message_type<T> : std::true_type {};

} // namespace caf
