#pragma once

#include <boost/pfr/core.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace vestnik::test {

/// Whether each field of two structs is the same, those of structs in them included.
template <class T>
[[nodiscard]] bool same_fields(const T& one, const T& other) {
  if constexpr (std::equality_comparable<T>)
    return one == other;
  else
    return [&]<std::size_t... Index>(std::index_sequence<Index...>) {
      return (same_fields(boost::pfr::get<Index>(one), boost::pfr::get<Index>(other)) && ...);
    }
  (std::make_index_sequence<boost::pfr::tuple_size_v<T>>{});
}

} // namespace vestnik::test
