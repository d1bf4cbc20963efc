#pragma once

#include <string>
#include <string_view>

/// Written forms that settings may have to follow.
namespace vestnik::config {

/// An IPv4 or IPv6 address, without a port or a zone.
[[nodiscard]] bool is_ip_address(std::string_view text);

/// An address and a prefix length: `10.0.0.0/8`, `fd00::/8`.
[[nodiscard]] bool is_address_range(std::string_view text);

/// What a browser sends as `Origin` (RFC 6454 §6.2): `https://host` or
/// `http://host:port`, in lower case, without a path.
[[nodiscard]] bool is_web_origin(std::string_view text);

/// The same, or nothing.
[[nodiscard]] bool is_web_origin_or_empty(std::string_view text);

/// The host part of an origin: lower case, without a port.
[[nodiscard]] bool is_host_name(std::string_view text);

/// Letters, digits, dots and hyphens, or nothing.
[[nodiscard]] bool is_node_name(std::string_view text);

[[nodiscard]] bool is_not_empty(std::string_view text);

/// Whether it is the address of a PostgreSQL database, `postgresql://…` or `postgres://…` as libpq
/// knows it.
[[nodiscard]] bool is_postgres_url(std::string_view text);

/// Replaces the password of a database address, `scheme://user:password@host/…` or
/// `… password=…`, by `***`, wherever libpq would find it (PostgreSQL's manual, 34.1.1): before the
/// `@` of the host, in a parameter behind `?`, or as a word in quotes. Rather too much is hidden
/// than too little. Other text stays as it is.
[[nodiscard]] std::string hide_password(std::string_view text);

} // namespace vestnik::config
