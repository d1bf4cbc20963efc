#include "config/engine/file.hpp"

#include "config/engine/assembly.hpp"
#include "config/engine/syntax.hpp"
#include "config/units/byte_count.hpp"
#include "config/units/duration.hpp"
#include "tests/fuzz/input.hpp"

using namespace vestnik;

/// A configuration file; its first line is also tried as a value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input input{data, size};
  config::assembly settings;
  settings.apply(config::read_toml(input.rest(), "vestnik.toml"));
  settings.complete({});

  const auto value = input.take_line();
  if (const auto time = config::to_duration(value))
    fuzz::require(config::to_duration(config::to_text(*time)) == *time,
                  "a duration is read as it is written");
  if (const auto bytes = config::to_byte_count(value))
    fuzz::require(config::to_byte_count(config::to_text(*bytes)) == *bytes,
                  "a size is read as it is written");
  for (const auto fits : {config::is_ip_address, config::is_address_range, config::is_web_origin,
                          config::is_host_name, config::is_node_name, config::is_postgres_url})
    (void)fits(value);
  (void)config::hide_password(value);
  return 0;
}
