#pragma once

#include "consumers/models/column_type.hpp"
#include "consumers/ports/description.hpp"

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// A model is a struct that is described once:
//
//   struct note {
//     std::int64_t id = 0;
//     std::string text;
//     std::string author;
//     static constexpr std::string_view table = "notes";
//     static constexpr std::array<std::string_view, 1> read_only{"author"};
//   };
//   BOOST_DESCRIBE_STRUCT(note, (), (id, text, author))
//
// `table`, `key` ("id" if missing) and `read_only` are its SQL name, the field that
// identifies an object, and the fields that only the server sets; `retired` has the names of
// fields that there were and are no more, an array like `read_only`. With `std::optional<
// model::error> problem() const` it refuses values that do not go together.

namespace vestnik::consumers {

template <class T>
using members_of = boost::describe::describe_members<T, boost::describe::mod_public>;

template <class T>
concept described = requires {
  typename members_of<T>;
};

template <described T>
[[nodiscard]] row to_row(const T& object) {
  row made;
  boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
    using type = std::remove_cvref_t<decltype(object.*member.pointer)>;
    made[member.name] = column_type<type>::show(object.*member.pointer);
  });
  return made;
}

/// The object of a row that has all fields, of their kinds.
template <described T>
[[nodiscard]] T from_row(const row& from) {
  T made{};
  boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
    using type = std::remove_cvref_t<decltype(made.*member.pointer)>;
    made.*member.pointer = column_type<type>::read(from.at(member.name));
  });
  return made;
}

/// The one description of the model `T`.
template <described T>
[[nodiscard]] const table_description& description_of() {
  static const table_description known = [] {
    table_description made;
    made.name = T::table;
    if constexpr (requires { T::key; })
      made.key = T::key;
    else
      made.key = "id";
    boost::mp11::mp_for_each<members_of<T>>([&](auto member) {
      using type = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
      column one{member.name, column_type<type>::kind};
      if (one.name == made.key && one.kind != column_kind::text)
        one.by = setter::server;
      if constexpr (requires { T::read_only; })
        if (std::ranges::find(T::read_only, std::string_view{member.name}) != T::read_only.end())
          one.by = setter::server;
      if constexpr (requires { std::declval<type&>().has_value(); })
        one.rule = column::presence::optional;
      if constexpr (requires { column_type<type>::most; }) {
        one.least = column_type<type>::least;
        one.most = column_type<type>::most;
      }
      if (auto initial = column_type<type>::show(T{}.*member.pointer); model::fits(one, initial))
        one.initial = std::move(initial);
      made.columns.push_back(std::move(one));
    });
    if constexpr (requires { T::retired; })
      made.retired.assign(T::retired.begin(), T::retired.end());
    return made;
  }();
  return known;
}

} // namespace vestnik::consumers
