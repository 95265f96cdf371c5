use std::{path::Path, time::Instant};
fn main(){
 let d = rapporteur_schema::load(Path::new(&std::env::args().nth(1).unwrap())).dataset.unwrap();
 let rss=||std::fs::read_to_string("/proc/self/status").unwrap().lines().find(|l|l.starts_with("VmHWM")).unwrap().to_string();
 println!("loaded {}", rss());
 let t=Instant::now();
 let n: usize = d.records().map(|r| rapporteur_schema::claims(r).len()).sum();
 println!("claims {n} {:?}", t.elapsed());
 let t=Instant::now();
 let h=rapporteur_schema::canonical::bytes(&d).len();
 println!("canonical {h} {:?}", t.elapsed());
 let t=Instant::now();
 let x=rapporteur_apparatus::differences(&d).len();
 println!("differences {x} {:?}", t.elapsed());
 let t=Instant::now(); let mut out=Vec::new();
 rapporteur_xlsx::write(&d,&rapporteur_xlsx::Options::default(),&mut out).unwrap();
 println!("write {:?} {}", t.elapsed(), rss());
}
