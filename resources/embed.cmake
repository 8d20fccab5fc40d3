# cmake -DOUTPUT=x.cpp -DROOT=resources -DFILES=a;b -P embed.cmake : the files as string literals of one C++ file.
set(code "#include \"resources/builtin.h\"\n\n#include <array>\n\nnamespace checkwatch::resources {\nnamespace {\n\n")
list(LENGTH FILES count)
string(APPEND code "constexpr std::array<File, ${count}> all{{\n")
foreach(name IN LISTS FILES)
    file(READ "${ROOT}/${name}" text)
    string(APPEND code "    {\"${name}\", R\"checkwatch(${text})checkwatch\"},\n")
endforeach()
string(APPEND code "}};\n\n} // namespace\n\nstd::span<const File> files() noexcept\n{\n    return all;\n}\n\n"
    "} // namespace checkwatch::resources\n")
file(WRITE "${OUTPUT}" "${code}")
