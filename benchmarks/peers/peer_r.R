# The report as an R user writes it: readxl or data.table to read, psych::alpha for the reliability.
#   Rscript peer_r.R survey.csv|.xlsx
suppressPackageStartupMessages({
  library(data.table)
  library(psych)
})

path <- commandArgs(trailingOnly = TRUE)[[1]]
survey <- if (endsWith(path, ".xlsx")) setDT(readxl::read_excel(path)) else fread(path)
items <- grep("^q[0-9]{2}$", names(survey), value = TRUE)

mean_interval <- function(x) {
  test <- t.test(x)
  c(n = length(x), mean = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2])
}

satisfaction <- function(part) {
  t(sapply(items, function(item) {
    x <- part[[item]][!is.na(part[[item]])]
    bounds <- prop.test(sum(x >= 4), length(x), correct = FALSE)$conf.int
    c(top2 = 100 * mean(x >= 4), low = 100 * bounds[1], high = 100 * bounds[2], bottom2 = 100 * mean(x <= 2),
      mean_interval(x))
  }))
}

reliability <- function(part) {
  suppressMessages(suppressWarnings(psych::alpha(as.data.frame(part)[items], check.keys = FALSE, warnings = FALSE)))
}

report <- function(part) {
  print(round(satisfaction(part), 3))
  x <- part$nps[!is.na(part$nps)]
  print(mean_interval(100 * ((x >= 9) - (x <= 6))))
  print(mean_interval(part$ces[!is.na(part$ces)]))
}

report(survey)
whole <- reliability(survey)
print(c(whole$total$raw_alpha, whole$feldt$lower.ci, whole$feldt$upper.ci))
print(data.frame(item = items, item_rest_r = whole$item.stats$r.drop, if_dropped = whole$alpha.drop$raw_alpha))
for (segment in c("region", "product")) {
  for (value in sort(unique(survey[[segment]]))) {
    part <- survey[survey[[segment]] == value]
    cat("\n", segment, ": ", value, ", ", nrow(part), " rows\n", sep = "")
    report(part)
    print(reliability(part)$total$raw_alpha)
  }
}
