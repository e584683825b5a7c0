# Figures of the data sets in csat/data/selftest/reference, by base R and psych. Prints one line a figure: name, value, call.
#   Rscript tests/reference/reference.R csat/data/selftest/reference > r.tsv
suppressPackageStartupMessages(library(psych))
folder <- commandArgs(trailingOnly = TRUE)[[1]]
read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), na.strings = "")

say <- function(name, value, how) cat(name, sprintf("%.17g", value), how, sep = "\t", fill = FALSE, "\n")

share <- function(name, hits, n) {
  bounds <- prop.test(hits, n, correct = FALSE)$conf.int
  say(paste0(name, "/value"), 100 * hits / n, "100 * sum(hit) / n")
  say(paste0(name, "/low"), 100 * bounds[1], "100 * prop.test(hits, n, correct = FALSE)$conf.int[1]")
  say(paste0(name, "/high"), 100 * bounds[2], "100 * prop.test(hits, n, correct = FALSE)$conf.int[2]")
  say(paste0(name, "/n"), n, "sum(!is.na(x))")
}

net <- function(name, up, down, n) {
  p <- (up + .75) / (n + 3)
  q <- (down + .75) / (n + 3)
  half <- qnorm(.975) * sqrt((p + q - (p - q)^2) / (n + 3))
  say(paste0(name, "/value"), 100 * (up - down) / n, "100 * (up - down) / n")
  how <- "adjusted Wald: 3/4, 1 1/2, 3/4 added; clamped to 100, and widened to hold the estimate"
  say(paste0(name, "/low"), min(100 * (up - down) / n, max(-100, 100 * (p - q - half))), how)
  say(paste0(name, "/high"), max(100 * (up - down) / n, min(100, 100 * (p - q + half))), how)
  say(paste0(name, "/n"), n, "sum(!is.na(x))")
}

average <- function(name, x) {
  say(paste0(name, "/value"), mean(x), "mean(x)")
  say(paste0(name, "/n"), length(x), "length(x)")
  if (length(x) > 1 && sd(x) > 0) {
    bounds <- t.test(x)$conf.int
    say(paste0(name, "/low"), bounds[1], "t.test(x)$conf.int[1]")
    say(paste0(name, "/high"), bounds[2], "t.test(x)$conf.int[2]")
  }
}

satisfaction <- function(at, x, low, high) {
  x <- x[!is.na(x)]
  n <- length(x)
  share(paste0(at, "/csat"), sum(x >= high - 1), n)
  share(paste0(at, "/csat_bottom"), sum(x <= low + 1), n)
  net(paste0(at, "/csat_net"), sum(x >= high - 1), sum(x <= low + 1), n)
  average(paste0(at, "/mean"), x)
  if (n > 1) say(paste0(at, "/sd/value"), sd(x), "sd(x)")
  say(paste0(at, "/score/value"), 100 * (mean(x) - low) / (high - low), "100 * (mean(x) - low) / (high - low)")
}

recommendation <- function(at, x) {
  x <- x[!is.na(x)]
  net(paste0(at, "/nps"), sum(x >= 9), sum(x <= 6), length(x))
  share(paste0(at, "/nps_promoters"), sum(x >= 9), length(x))
  share(paste0(at, "/nps_passives"), sum(x %in% 7:8), length(x))
  share(paste0(at, "/nps_detractors"), sum(x <= 6), length(x))
}

effort <- function(at, x, easy) {
  x <- x[!is.na(x)]
  average(paste0(at, "/ces"), x)
  share(paste0(at, "/ces_easy"), sum(x %in% easy), length(x))
}

reliability <- function(at, items) {
  x <- na.omit(items)
  a <- suppressWarnings(suppressMessages(psych::alpha(x, check.keys = FALSE, warnings = FALSE)))
  say(paste0(at, "/alpha/value"), a$total$raw_alpha, "psych::alpha(na.omit(x), check.keys = FALSE)$total$raw_alpha")
  say(paste0(at, "/alpha/low"), a$feldt$lower.ci[[1]], "psych::alpha(na.omit(x))$feldt$lower.ci")
  say(paste0(at, "/alpha/high"), a$feldt$upper.ci[[1]], "psych::alpha(na.omit(x))$feldt$upper.ci")
  say(paste0(at, "/alpha/n"), nrow(x), "nrow(na.omit(x))")
  say(paste0(at, "/alpha_standardized/value"), a$total$std.alpha, "psych::alpha(na.omit(x))$total$std.alpha")
  say(paste0(at, "/inter_item_r/value"), a$total$average_r, "psych::alpha(na.omit(x))$total$average_r")
  for (item in names(x)) {
    say(paste0(at, "/item_rest_r:", item, "/value"), a$item.stats[item, "r.drop"], "psych::alpha()$item.stats$r.drop")
    if (ncol(x) > 2)
      say(paste0(at, "/alpha_if_dropped:", item, "/value"), a$alpha.drop[item, "raw_alpha"],
          "psych::alpha()$alpha.drop$raw_alpha")
  }
}

hotel <- read("hotel")
for (region in c("", "North", "South")) {
  part <- if (region == "") hotel else hotel[hotel$region == region, ]
  at <- paste0("hotel/", if (region == "") "all" else region)
  satisfaction(paste0(at, "/overall"), part$overall, 1, 5)
  recommendation(paste0(at, "/recommend"), part$recommend)
  effort(paste0(at, "/easy"), part$easy, 5:7)
  effort(paste0(at, "/effort"), part$effort, 1:2)
  effort(paste0(at, "/find"), part$find, 4:5)
  reversed <- transform(part[c("room", "staff", "food", "noise")], noise = 6 - noise)
  reliability(paste0(at, "/Stay"), reversed)
  reliability(paste0(at, "/Pair"), part[c("room", "staff")])
  reliability(paste0(at, "/Raw"), part[c("room", "staff", "food")])
}

edges <- read("edges")
for (column in names(edges)) satisfaction(paste0("edges/all/", column), edges[[column]], 1, 5)

eight <- read("eight_by_four")
reliability("eight_by_four/all/Four", eight)
for (column in names(eight)) satisfaction(paste0("eight_by_four/all/", column), eight[[column]], 1, 5)
