#include "mail/mime/charset_name.hpp"

#include "model/values/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace vestnik::mail {

namespace {

struct charset {
  const char* iconv;
  /// Each between blanks.
  std::string_view labels;
};

// clang-format off
constexpr std::array<charset, 45> whatwg_charsets{{
    {"UTF-8",
     " unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8 "},
    {"CP866",
     " 866 cp866 csibm866 ibm866 "},
    {"ISO-8859-2",
     " csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 "
     "l2 latin2 "},
    {"ISO-8859-3",
     " csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 "
     "l3 latin3 "},
    {"ISO-8859-4",
     " csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 "
     "l4 latin4 "},
    {"ISO-8859-5",
     " csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 "
     "iso_8859-5:1988 "},
    {"ISO-8859-6",
     " arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 "
     "iso-8859-6-e iso-8859-6-i iso-ir-127 iso8859-6 iso88596 iso_8859-6 "
     "iso_8859-6:1987 "},
    {"ISO-8859-7",
     " csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 "
     "iso88597 iso_8859-7 iso_8859-7:1987 sun_eu_greek "},
    {"ISO-8859-8",
     " csiso88598e csiso88598i csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e "
     "iso-8859-8-i iso-ir-138 iso8859-8 iso88598 iso_8859-8 iso_8859-8:1988 logical "
     "visual "},
    {"ISO-8859-10",
     " csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6 "},
    {"ISO-8859-13",
     " iso-8859-13 iso8859-13 iso885913 "},
    {"ISO-8859-14",
     " iso-8859-14 iso8859-14 iso885914 "},
    {"ISO-8859-15",
     " csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9 "},
    {"ISO-8859-16",
     " iso-8859-16 "},
    {"KOI8-R",
     " cskoi8r koi koi8 koi8-r koi8_r koi8r "},
    {"KOI8-U",
     " koi8-ru koi8-u "},
    {"MACINTOSH",
     " csmacintosh mac macintosh x-mac-roman "},
    {"CP874",
     " cp874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874 "},
    {"WINDOWS-1250",
     " cp-1250 cp1250 win-1250 windows-1250 x-cp1250 "},
    {"WINDOWS-1251",
     " cp-1251 cp1251 win-1251 windows-1251 x-cp1251 x-windows-1251 "},
    {"WINDOWS-1252",
     " ansi_x3.4-1968 ascii cp-1252 cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso- "
     "ir-100 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii win-1252 "
     "windows-1252 x-cp1252 "},
    {"WINDOWS-1253",
     " cp1253 windows-1253 x-cp1253 "},
    {"WINDOWS-1254",
     " cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 "
     "iso_8859-9:1989 l5 latin5 windows-1254 x-cp1254 "},
    {"WINDOWS-1255",
     " cp1255 windows-1255 x-cp1255 "},
    {"WINDOWS-1256",
     " cp1256 windows-1256 x-cp1256 "},
    {"WINDOWS-1257",
     " cp1257 windows-1257 x-cp1257 "},
    {"WINDOWS-1258",
     " cp1258 windows-1258 x-cp1258 "},
    {"MAC-CYRILLIC",
     " mac-cyrillic x-mac-cyrillic x-mac-ukrainian "},
    {"GB18030",
     " chinese cp936 csgb2312 csiso58gb231280 gb18030 gb2312 gb_2312 gb_2312-80 gbk "
     "iso-ir-58 x-gbk "},
    {"BIG5-HKSCS",
     " big5 big5-hkscs cn-big5 cp950 csbig5 x-big5 x-x-big5 "},
    {"EUC-JP-MS",
     " cseucpkdfmtjapanese euc-jp x-euc-jp "},
    {"ISO-2022-JP",
     " cp50220 cp50221 csiso2022jp iso-2022-jp iso-2022-jp-1 iso-2022-jp-ms "},
    {"CP932",
     " cp932 csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis "},
    {"CP949",
     " cp949 cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 "
     "ks_c_5601-1989 ksc5601 ksc_5601 windows-949 "},
    {"UTF-16BE",
     " unicodefffe utf-16be "},
    {"UTF-16",
     " utf-16 "},
    {"UTF-16LE",
     " csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16le "},
    {"UTF-7",
     " unicode-1-1-utf-7 utf-7 "},
    {"CP437",
     " cp437 ibm437 "},
    {"CP850",
     " cp850 ibm850 "},
    {"CP852",
     " cp852 ibm852 "},
    {"CP855",
     " cp855 ibm855 "},
    {"CP858",
     " cp858 ibm00858 "},
    {"ISO-2022-KR",
     " csiso2022kr iso-2022-kr "},
    {"EUC-TW",
     " euc-tw x-euc-tw "},
}};
// clang-format on

constexpr std::size_t longest_label = 40;

} // namespace

const char* known_charset(std::string_view label) {
  label = label.substr(0, label.find('*'));
  std::string wanted{' '};
  for (const char c : label.substr(0, longest_label + 1))
    if (c > ' ' && c <= '~')
      wanted += model::lower_ascii(c);
  wanted += ' ';
  if (label.size() > longest_label || wanted.size() == 2)
    return nullptr;
  const auto* found = std::ranges::find_if(
      whatwg_charsets, [&](const charset& x) { return x.labels.find(wanted) != x.labels.npos; });
  return found == whatwg_charsets.end() ? nullptr : found->iconv;
}

} // namespace vestnik::mail
