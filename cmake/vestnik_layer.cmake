# vestnik_layer(NAME [BELOW layer…] [USES target…] [ALONE source…])
#
# Declares the folder NAME as the static library vestnik_NAME made of all its
# sources. BELOW are the layers it stands on (public: their headers show in
# ours), USES the third-party targets its sources need. ALONE are sources that
# are compiled by themselves although VESTNIK_UNITY joins others: those that
# take long anyway, and those that a server of tests/history replaces.
function(vestnik_layer name)
  cmake_parse_arguments(arg "" "" "BELOW;USES;ALONE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp)
  add_library(vestnik_${name} STATIC ${sources})
  list(TRANSFORM arg_BELOW PREPEND vestnik_)
  target_link_libraries(vestnik_${name} PUBLIC vestnik_options ${arg_BELOW} ${arg_USES})
  if(VESTNIK_UNITY GREATER 1)
    # What a source includes costs more than what it says; so several share it.
    set_target_properties(vestnik_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${VESTNIK_UNITY})
  endif()
  set_source_files_properties(${arg_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# vestnik_instantiates_caf(TARGET)
#
# What is instantiated of CAF takes long to optimise and to instrument: half as many
# sources at a time.
function(vestnik_instantiates_caf target)
  math(EXPR sources "(${VESTNIK_UNITY} + 1) / 2")
  set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE ${sources})
endfunction()

# vestnik_test(NAME [USES target…] [UNDER command…])
#
# The tests of one engine layer: every source below tests/NAME is one doctest
# binary that links that layer and what is below it, nothing else. UNDER is what
# ctest runs it by.
function(vestnik_test name)
  cmake_parse_arguments(arg "" "" "USES;UNDER" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${name}/*.cpp)
  if(VESTNIK_SANITIZE STREQUAL "thread")
    vestnik_keep_threaded(sources)
  endif()
  add_executable(test_${name} ${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp ${sources})
  target_link_libraries(test_${name} PRIVATE vestnik_${name} ${arg_USES})
  # It makes doctest itself, which must not have come before.
  set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp
    PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_UNITY_BUILD_INCLUSION ON)
  # What they instantiate serves several of them; each stands in a namespace of its own.
  set_target_properties(test_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  target_precompile_headers(test_${name} PRIVATE <doctest/doctest.h> <functional> <memory> <string>
                            <vector>)
  target_compile_options(test_${name} PRIVATE ${VESTNIK_TEST_OPTIONS})
  target_compile_definitions(test_${name} PRIVATE
    VESTNIK_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  add_test(NAME ${name} COMMAND ${arg_UNDER} $<TARGET_FILE:test_${name}> --no-intro)
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
endfunction()

# vestnik_suites(TARGET AS prefix SECONDS limit IN source…)
#
# Each suite of a binary of CAF's test framework is a test with a time limit. Every source names its suite in a
# CAF_SUITE line; a filter that matches nothing reports success, so the names come from there.
function(vestnik_suites target)
  cmake_parse_arguments(arg "" "AS;SECONDS" "IN" ${ARGN})
  foreach(source ${arg_IN})
    file(STRINGS ${source} suite REGEX "^#define CAF_SUITE ")
    if(NOT suite)
      continue()
    endif()
    string(REGEX REPLACE "^#define CAF_SUITE ([a-z_.]+).*" "\\1" suite "${suite}")
    # What clang compiles of it takes a name, what g++ compiles a pattern.
    set(filter ${suite})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      set(filter "^${suite}$")
    endif()
    add_test(NAME ${arg_AS}.${suite} COMMAND ${target} -n -r ${arg_SECONDS} -s ${filter})
    set_tests_properties(${arg_AS}.${suite} PROPERTIES
      TIMEOUT ${arg_SECONDS} FAIL_REGULAR_EXPRESSION "suites:  *0;checks:  *0")
  endforeach()
endfunction()

# vestnik_keep_threaded(LIST)
#
# Leaves out the sources with tests in which no thread is named: ThreadSanitizer has nothing
# to find there.
function(vestnik_keep_threaded list)
  set(kept)
  foreach(source ${${list}})
    file(STRINGS ${source} threads REGEX "std::j?thread|io_thread|<thread>" LIMIT_COUNT 1)
    file(STRINGS ${source} tests REGEX "TEST_CASE" LIMIT_COUNT 1)
    if(threads OR NOT tests)
      list(APPEND kept ${source})
    endif()
  endforeach()
  set(${list} ${kept} PARENT_SCOPE)
endfunction()
