# Compiler settings that every target of the project shares.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without the sloppiness ccache refuses every source that has a precompiled header;
  # with the base folder, clones of the project share what they have built.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=true ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  else()
    # Else a precompiled header is another one each time it is made.
    add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
  endif()
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_package(Threads REQUIRED)

add_library(vestnik_options INTERFACE)
# Also for programs that have the project beside them.
target_compile_features(vestnik_options INTERFACE cxx_std_20)
target_include_directories(vestnik_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(vestnik_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Werror)
if(VESTNIK_UNITY GREATER 1 AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ takes what stands in another source for shadowed, types as well, and the source itself for a header. Clang,
  # which compiles the tests, does neither.
  target_compile_options(vestnik_options INTERFACE -Wno-shadow -Wshadow=local -Wno-subobject-linkage)
endif()
if(NOT VESTNIK_SANITIZE)
  target_compile_options(vestnik_options INTERFACE -fstack-protector-strong -fcf-protection)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Optimising, g++ 12 sees overlaps in std::string where none can be (GCC bug 105651).
  target_compile_options(vestnik_options INTERFACE -Wno-restrict)
endif()
target_compile_definitions(vestnik_options INTERFACE
  _GLIBCXX_ASSERTIONS BOOST_ALL_NO_LIB)
target_link_options(vestnik_options INTERFACE -Wl,-z,relro,-z,now)
# A program with its debug lines takes a quarter of the time to link.
find_program(MOLD mold)
if(MOLD)
  target_link_options(vestnik_options INTERFACE -fuse-ld=mold)
endif()
target_link_libraries(vestnik_options INTERFACE Threads::Threads)

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(vestnik_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(VESTNIK_SANITIZE)
  # For the sources of tests: where one failed its macro says, and the product's objects have their lines.
  set(VESTNIK_TEST_OPTIONS -g0)
  # -fno-sanitize=null: CAF 0.17.6 forms a null reference in init_fun_factory.hpp. Alignment is
  # asked at every access, for a sixth of the time that compiling takes; our machines do not mind. The object's dynamic
  # type (vptr) is asked at every call, for a seventh; AddressSanitizer sees what is used after its end.
  target_compile_options(vestnik_options INTERFACE
    -fsanitize=${VESTNIK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  if(VESTNIK_SANITIZE MATCHES "undefined")
    target_compile_options(vestnik_options INTERFACE -fno-sanitize=null,alignment,vptr)
  endif()
  target_link_options(vestnik_options INTERFACE -fsanitize=${VESTNIK_SANITIZE})
endif()
