# Helpers of every CMakeLists.txt here: one folder = one target = one namespace; the link list is the architecture.

add_library(checkwatch_flags INTERFACE)
target_include_directories(checkwatch_flags INTERFACE ${PROJECT_SOURCE_DIR})
# -ffp-contract=off: a fused multiply-add would give other last bits than Prometheus.
target_compile_options(checkwatch_flags INTERFACE -ffp-contract=off -fno-math-errno
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wold-style-cast -Wcast-align
    -Wimplicit-fallthrough -Wextra-semi)
if(CHECKWATCH_WERROR)
    target_compile_options(checkwatch_flags INTERFACE -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
        # With -O3, GCC 12 sees both in the standard library's own strings (GCC bug 105329).
        target_compile_options(checkwatch_flags INTERFACE -Wno-error=restrict -Wno-error=maybe-uninitialized)
    endif()
endif()
target_compile_definitions(checkwatch_flags INTERFACE QT_NO_KEYWORDS QT_NO_FOREACH QT_NO_CAST_TO_ASCII
    QT_NO_URL_CAST_FROM_STRING QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(CHECKWATCH_SANITIZE)
    add_compile_options(-fsanitize=${CHECKWATCH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CHECKWATCH_SANITIZE})
endif()
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16) # most of a source's time goes into Qt's headers
find_program(CHECKWATCH_MOLD mold)
if(CHECKWATCH_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# What moc makes of the files that want it, without AUTOMOC: that looks for them anew in every target, seconds each, and compiles
# apart what it makes of headers. `target` gets it, and the target `name` makes it, which waits for no library.
function(checkwatch_moc target name)
    set(made)
    foreach(file IN LISTS ARGN)
        cmake_path(ABSOLUTE_PATH file)
        cmake_path(IS_PREFIX PROJECT_BINARY_DIR ${file} generated)
        if(generated)
            continue()
        endif()
        file(STRINGS ${file} found REGEX "Q_OBJECT" LIMIT_COUNT 1)
        get_filename_component(stem ${file} NAME_WE)
        if(found AND file MATCHES "[.]cpp$")
            add_custom_command(OUTPUT ${stem}.moc DEPENDS ${file}
                               COMMAND Qt6::moc -DQT_NO_KEYWORDS ${file} -o ${stem}.moc)
            list(APPEND made ${CMAKE_CURRENT_BINARY_DIR}/${stem}.moc)
        elseif(found)
            qt_wrap_cpp(made ${file} OPTIONS -DQT_NO_KEYWORDS)
        endif()
    endforeach()
    if(made)
        target_sources(${target} PRIVATE ${made})
        add_custom_target(${name} DEPENDS ${made})
        add_dependencies(${target} ${name})
    endif()
    target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()

# checkwatch_library(models/base SOURCES a.cpp HEADERS a.h DEPENDS models/x Qt6::Core)
# Names with a slash are folders of this project; others are passed on as they are.
function(checkwatch_library folder)
    cmake_parse_arguments(ARG "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
    string(REPLACE "/" "_" target checkwatch_${folder})
    add_library(${target} STATIC ${ARG_SOURCES})
    # A header that its own source file includes first (tests/architecture) is proven to stand alone by a build without
    # CHECKWATCH_UNITY; the others are verified, and with CHECKWATCH_EVERY_HEADER all are.
    set(own ${ARG_HEADERS})
    set(lone ${ARG_HEADERS})
    foreach(header IN LISTS ARG_HEADERS)
        string(REGEX REPLACE "[.]h$" ".cpp" source ${header})
        if(source IN_LIST ARG_SOURCES AND NOT CHECKWATCH_EVERY_HEADER)
            list(REMOVE_ITEM lone ${header})
        else()
            list(REMOVE_ITEM own ${header})
        endif()
    endforeach()
    target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${own})
    target_sources(${target} PUBLIC FILE_SET lone TYPE HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${lone})
    target_link_libraries(${target} PUBLIC checkwatch_flags)
    foreach(scope IN ITEMS PUBLIC PRIVATE)
        if(scope STREQUAL PUBLIC)
            set(list ${ARG_DEPENDS})
        else()
            set(list ${ARG_PRIVATE_DEPENDS})
        endif()
        foreach(name IN LISTS list)
            if(name MATCHES "^(models|ui|tests|app)/")
                string(REPLACE "/" "_" name checkwatch_${name})
            endif()
            target_link_libraries(${target} ${scope} ${name})
        endforeach()
    endforeach()
    set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON INTERFACE_HEADER_SETS_TO_VERIFY lone
                                               UNITY_BUILD ${CHECKWATCH_UNITY})
    if(NOT "${ARG_DEPENDS};${ARG_PRIVATE_DEPENDS}" MATCHES "Qt6::")
        set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON) # as Qt's flags say of the others
    endif()
    checkwatch_moc(${target} ${target}_moc ${ARG_SOURCES} ${ARG_HEADERS})
endfunction()

# The tests with the label "threads", for the thread sanitizer.
add_custom_target(threads_tests)

# checkwatch_test(name SOURCES tst_name.cpp DEPENDS models/base) : a suite of QtTest, found by ctest under its name. The suites of
# a folder, those with the label "threads" apart, are one program (tests/support/suites.cpp), which TARGET_OF_TESTS names
# afterwards; each has its main() in the namespace that its name is. WAITS: most of its time it waits, so that two run beside each
# other on a processor, and it begins before those that compute; under a sanitizer it computes too.
function(checkwatch_test name)
    cmake_parse_arguments(ARG "WAITS" "TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
    get_filename_component(program ${CMAKE_CURRENT_SOURCE_DIR} NAME)
    string(APPEND program _tests)
    if("threads" IN_LIST ARG_LABELS)
        string(REPLACE _tests _threads_tests program ${program})
        add_dependencies(threads_tests ${program})
    endif()
    set(TARGET_OF_TESTS ${program} PARENT_SCOPE)
    if(NOT TARGET ${program})
        checkwatch_test_program(${program})
    endif()
    set_property(TARGET ${program} APPEND PROPERTY SUITES ${name})
    set_property(TARGET ${program} APPEND PROPERTY SUITE_ENTRIES "{\"${name}\", ${name}::main}")
    get_target_property(known ${program} SOURCES)
    set(sources)
    foreach(source IN LISTS ARG_SOURCES)
        cmake_path(ABSOLUTE_PATH source NORMALIZE)
        list(APPEND sources ${source})
    endforeach()
    list(REMOVE_ITEM sources ${known})
    target_sources(${program} PRIVATE ${sources})
    checkwatch_moc(${program} ${name}_moc ${sources})
    foreach(dep IN LISTS ARG_DEPENDS)
        if(dep MATCHES "^(models|ui|tests|app)/")
            string(REPLACE "/" "_" dep checkwatch_${dep})
        endif()
        target_link_libraries(${program} PRIVATE ${dep})
    endforeach()
    add_test(NAME ${name} COMMAND ${program} ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 120)
    endif()
    if(CHECKWATCH_SANITIZE) # everything takes several times as long
        math(EXPR ARG_TIMEOUT "4 * ${ARG_TIMEOUT}")
    endif()
    if(ARG_WAITS AND NOT CHECKWATCH_SANITIZE)
        set_tests_properties(${name} PROPERTIES PROCESSORS 1 COST ${ARG_TIMEOUT})
    else()
        set_tests_properties(${name} PROPERTIES PROCESSORS 2)
    endif()
    set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;CHECKWATCH_SOURCE=${PROJECT_SOURCE_DIR}")
endfunction()

function(checkwatch_test_program program)
    set(names $<TARGET_PROPERTY:${program},SUITES>)
    file(GENERATE OUTPUT ${program}.cpp CONTENT "// Made by checkwatch.cmake: which suites there are.
#include \"tests/support/suites.h\"
namespace $<JOIN:${names}, { int main(int, char**)$<SEMICOLON> }\nnamespace > { int main(int, char**); }
int main(int argc, char** argv)
{
    return checkwatch::suites::run({
        $<JOIN:$<TARGET_PROPERTY:${program},SUITE_ENTRIES>,$<COMMA>\n        >
    }, argc, argv);
}
")
    add_executable(${program} ${CMAKE_CURRENT_BINARY_DIR}/${program}.cpp)
    target_link_libraries(${program} PRIVATE checkwatch_flags Qt6::Test checkwatch_tests_suites)
    set_target_properties(${program} PROPERTIES UNITY_BUILD ${CHECKWATCH_UNITY})
    if(CHECKWATCH_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU") # a source that is included keeps its unnamed namespace to itself
        target_compile_options(${program} PRIVATE -Wno-subobject-linkage)
    endif()
endfunction()
