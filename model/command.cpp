#include "model/command.hpp"

#include <boost/pfr/tuple_size.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace vestnik::model {

namespace {

// -- the lists are whole -------------------------------------------------------------

/// Whether `Fields` describes each member of `Struct`.
template <class Struct, class Fields>
inline constexpr bool is_whole = false;
/// Of a member that has members: whether each of them is described.
template <class Field>
inline constexpr bool is_whole_within = true;

template <class Struct, class... Fields>
inline constexpr bool is_whole<Struct, std::tuple<Fields...>> =
    sizeof...(Fields) == boost::pfr::tuple_size_v<Struct> && (is_whole_within<Fields> && ...);
template <class Struct, class Value, class Fields>
inline constexpr bool is_whole_within<described_part<Struct, Value, Fields>> =
    is_whole<Value, Fields>;
template <class Struct, class Item, class... Fields>
inline constexpr bool
    is_whole_within<described_field<Struct, std::vector<Item>, std::tuple<Fields...>>> =
        is_whole<Item, std::tuple<Fields...>>;

template <class Body>
inline constexpr bool are_whole = false;
template <class... Commands>
inline constexpr bool are_whole<std::variant<Commands...>> =
    (is_whole<Commands, decltype(fields_of<Commands>())> && ...);
static_assert(are_whole<command_body>, "a member of a command is not described");

template <class... Commands>
consteval bool are_named_apart(const std::variant<Commands...>*) {
  std::array names{Commands::traits.name...};
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end();
}
static_assert(are_named_apart(static_cast<const command_body*>(nullptr)),
              "two commands have one name");

} // namespace

const command_traits& traits_of(const command_body& body) noexcept {
  return std::visit([](const auto& one) -> const command_traits& { return one.traits; }, body);
}

bool is_write(const command_body& body) noexcept { return traits_of(body).does == effect::writes; }

} // namespace vestnik::model
