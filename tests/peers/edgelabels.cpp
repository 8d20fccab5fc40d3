#include "tests/peers/edgequestions.h"

#include <initializer_list>
#include <utility>

namespace checkwatch::peers {

Questions questionsOfHistograms()
{
    Questions out{{}, {}};
    using Buckets = std::vector<std::pair<const char*, const char*>>; // le and count
    const std::vector<std::pair<const char*, Buckets>> histograms{
        {"plain", {{"0.1", "1"}, {"0.5", "3"}, {"1", "3"}, {"+Inf", "5"}}},
        {"twice", {{"1", "1"}, {"1.0", "2"}, {"2", "4"}, {"+Inf", "5"}}},
        {"topless", {{"1", "1"}, {"2", "4"}}},
        {"only top", {{"+Inf", "5"}}},
        {"falling", {{"1", "4"}, {"2", "2"}, {"3", "5"}, {"+Inf", "5"}}},
        {"empty", {{"1", "0"}, {"2", "0"}, {"+Inf", "0"}}},
        {"negative", {{"-2", "1"}, {"-1", "3"}, {"0", "4"}, {"+Inf", "6"}}},
        {"zero first", {{"0", "2"}, {"1", "3"}, {"+Inf", "4"}}},
        {"words", {{"one", "1"}, {"", "2"}, {"1", "3"}, {"+Inf", "4"}}},
        {"hex", {{"0x10", "1"}, {"1e1", "3"}, {"Inf", "4"}}},
        {"nan", {{"1", "NaN"}, {"2", "3"}, {"+Inf", "4"}}},
        {"infinite", {{"1", "1"}, {"2", "Inf"}, {"+Inf", "Inf"}}},
        {"minus", {{"-Inf", "1"}, {"2", "3"}, {"+Inf", "4"}}},
        {"below zero", {{"1", "-1"}, {"2", "3"}, {"+Inf", "4"}}},
    };
    for (const auto& [name, buckets] : histograms) {
        for (const auto& [le, count] : buckets) {
            out.series.push_back("b{h=\"" + std::string(name) + "\",le=\"" + le + "\"} " + count + "+" + "1x40");
        }
    }
    for (const std::string q : {"0", "0.1", "0.2", "0.5", "0.75", "0.9", "0.999", "1", "-1", "1.5", "NaN", "Inf"}) {
        for (const char* of :
             {"b", "rate(b[1m])", "b offset 2m", "sum by (h, le) (b)", "b - b", "nosuch", "b{le!=\"+Inf\"}"}) {
            ask(out, "histogram_quantile(" + q + ", " + of + ")", true, {60});
        }
    }
    for (const char* of : {"histogram_count(b)", "histogram_sum(b)", "histogram_fraction(0, 1, b)"}) {
        ask(out, of, true, {60});
    }
    return out;
}

Questions questionsOfLabels()
{
    Questions out{{R"(m{a="x",b="yy",c=""} 1)", R"(m{a="z"} 2)", R"(n{a="x",b="ü"} 3)", R"(n{a="x/y z",d="1"} 4)",
                   R"(o{a="x",b="yy"} 5)"},
                  {}};
    for (const char* to : {"a", "b", "new", "__name__", "_", "1bad", "", "bad-name"}) {
        for (const char* replacement : {"$1", "${1}_", "$1x", "$$", "", "$9", "$name", "const", "$0-$2", "${name}$"}) {
            for (const char* from : {"a", "b", "nosuch", "__name__"}) {
                for (const char* regex : {"(.*)", "(?P<name>x)(/.*)?", "", "y+", "(", "x|(z)"}) {
                    ask(out,
                        std::string("label_replace(m, \"") + to + "\", \"" + replacement + "\", \"" + from + "\", \""
                            + regex + "\")",
                        true, {0});
                }
            }
        }
        for (const char* of : {"\"a\"", "\"a\", \"b\"", "\"nosuch\"", "\"__name__\", \"a\"", "\"bad-name\""}) {
            ask(out, std::string("label_join({__name__=~\"m|n\"}, \"") + to + "\", \"-\", " + of + ")", true, {0});
        }
        ask(out, std::string("count_values(\"") + to + "\", m)", true, {0});
    }
    for (const char* of :
         {"m", "nosuch", "nosuch{a=\"1\"}", "nosuch{a=\"1\",a=\"2\"}", "nosuch{a=\"1\",a=~\".+\"}",
          "nosuch{a!=\"1\",b=\"2\"}", "nosuch{a=~\"1\"}", "(nosuch{a=\"1\"})", "nosuch{a=\"1\"} offset 5m",
          "{__name__=\"nosuch\",a=\"1\"}", "nosuch{a=\"\"}", "sum(nosuch{a=\"1\"})", "nosuch{a=\"1\"} > 2",
          "m or nosuch{a=\"1\"}", "-nosuch{a=\"1\"}", "nosuch{a=\"1\"} @ 5"}) {
        ask(out, "absent(" + std::string(of) + ")", true, {0, 900});
    }
    for (const char* selector :
         {"m{a=\"x\"}", "m{c=\"\"}", "m{b=\"\"}", "m{b!=\"\"}", "m{b=~\"\",a=\"z\"}", "{a=~\"x.*\"}", "{a=~\"X\"}",
          "{a=~\"(?i)X\"}", "{a!~\"x|z\"}", "{__name__=~\"m|n\",b=~\"y*\"}", "{__name__!=\"m\",a=\"x\"}",
          "{b=\"\\u00fc\"}", "{b=~\".\"}", "{b=~\"\\\\pL\"}", "{a=~\"x$\"}"}) {
        ask(out, selector, true, {0, 300});
        ask(out, "sum by (a) (" + std::string(selector) + ")", true, {0});
        ask(out, "count by (__name__) (" + std::string(selector) + ")", true, {0});
        ask(out, "max without (a) (" + std::string(selector) + ")", true, {0});
        ask(out, std::string(selector) + " * on (a, b) group_left (d) o", true, {0});
        ask(out, std::string(selector) + " + ignoring (c, d) o", true, {0});
        ask(out, "o > bool on (a) group_right () " + std::string(selector), true, {0});
    }
    return out;
}

Questions questionsOfLines()
{
    Questions out{{R"(m{a="p\nq"} 1)", R"(m{a="pq"} 2)", R"(m{a="p\n"} 3)", R"(m{a="\n"} 4)", R"(m{b="p\rq"} 5)",
                   R"(n{a="p\nq",b="r\ns"} 6)"},
                  {}};
    for (const char* regex : {".*",      ".+",       ".",      "p.q",       "p.*",    ".*q",     "p.?q",
                              "p[^x]q",  "p\\\\sq",  "p\\nq",  "p$",        "p\\n$",  "(?s)p.q", "(?s:.*)",
                              "(?-s).*", "(?m)p$.*", "(?m)^q", "p(.|\\n)q", "pq|p.q", "(?i)P.Q", ""}) {
        for (const std::string op : {"=~", "!~"}) {
            ask(out, "m{a" + op + '"' + regex + "\"}", true, {0});
            ask(out, "n{b" + op + '"' + regex + "\",a" + op + "\"p.*\"}", true, {0});
        }
        ask(out, std::string("label_replace(m, \"new\", \"<$1>\", \"a\", \"(") + regex + ")\")", true, {0});
    }
    return out;
}

Questions questionsOfSteps()
{
    // Where one name ends the other begins: at no step both.
    Questions out{{R"(a{x="1"} 1 2 3 4 stale)", R"(b{x="1"} _x12 1 2 3 4)", R"(a{x="2"} 5 6 7 8)",
                   R"(h{le="+Inf",x="1"} 1x40)", R"(h{le="1",x="1"} 0+1x40)"},
                  {}};
    const char* both = R"({__name__=~"a|b"})";
    for (const std::string form : {"-%",
                                   "+%",
                                   "rate(%[30s])",
                                   "last_over_time(%[30s])",
                                   "max_over_time(%[30s:15s])",
                                   "abs(%)",
                                   "% + 1",
                                   "% > 1",
                                   "sort(%)",
                                   "label_replace(%, \"__name__\", \"c\", \"\", \"\")",
                                   "absent_over_time(%[30s])",
                                   "sum by (x) (%)",
                                   "topk(9, %)",
                                   "% or h",
                                   "-(% * 2)",
                                   "rate(a[30s])",
                                   "-rate(%[30s])",
                                   "changes((-%)[1m:])",
                                   "count_over_time(%[1m:15s] offset 15s)",
                                   "timestamp(%)",
                                   "quantile_over_time(0.5, %[1m])",
                                   "predict_linear(%[1m], 5)",
                                   "holt_winters(%[1m], 0.5, 0.5)"}) {
        std::string inner = form;
        if (const std::size_t at = inner.find('%'); at != std::string::npos) {
            inner.replace(at, 1, both);
        }
        for (const char* outer : {"max_over_time", "last_over_time", "count_over_time", "absent_over_time"}) {
            for (const char* window : {"[5m:15s]", "[1m:15s]", "[30s:7s] offset 45s", "[5m:15s] @ 200", "[1h:1m]"}) {
                ask(out, outer + std::string("((") + inner + ')' + window + ')', true, {45, 105, 200, 240, 900});
            }
        }
    }
    return out;
}

} // namespace checkwatch::peers
